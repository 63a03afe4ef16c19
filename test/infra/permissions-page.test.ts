import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { grants } from "../../infra/function-grants.ts";
import { permissionsPage } from "../../infra/permissions-page.ts";

test("docs/permissions.md is what `npm run docs` writes now", () => {
  expect(readFileSync("docs/permissions.md", "utf8")).toBe(permissionsPage());
});

test("each function has its line", () => {
  const page = permissionsPage();
  for (const name of Object.keys(grants)) expect(page).toContain(`| ${name.slice(name.indexOf("/") + 1)} |`);
});

test("a right that is added shows", () => {
  const changed = permissionsPage({ ...grants, "service/get-health": { audit: "read" } });
  expect(changed).toMatch(/\| get-health \|.* R \|/);
});
