import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { grants } from "../../infra/grants/function-grants.ts";
import { permissionsPage } from "../../infra/grants/permissions-page.ts";

test("docs/permissions.md equals the output of `npm run docs`", () => {
  expect(readFileSync("docs/permissions.md", "utf8")).toBe(permissionsPage());
});

test("permissionsPage() has one line for each function", () => {
  const page = permissionsPage();
  for (const name of Object.keys(grants)) expect(page).toContain(`| ${name.slice(name.indexOf("/") + 1)} |`);
});

test("permissionsPage() shows an added permission", () => {
  const changed = permissionsPage({ ...grants, "service/get-health": { audit: "read" } });
  expect(changed).toMatch(/\| get-health \|.* R \|/);
});
