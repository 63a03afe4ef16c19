import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { problemCodes, problems, problemTypeUrl } from "../../shared/api/problems/problems.ts";

const page = await readFile(new URL("../../docs/errors.md", import.meta.url), "utf8");
const sections = new Map(
  page.split(/^## /m).flatMap((text) => {
    const [, code, rest] = /^(\w+)\n([\s\S]*)/.exec(text) ?? [];
    return code && rest !== undefined ? [[code, rest] as const] : [];
  }),
);

test.each(problemCodes)("docs/errors.md has a section for %s with its status and a remedy", (code) => {
  const [meaning, whatToDo] = sections.get(code)?.trim().split("\n\n") ?? [];
  expect(meaning).toMatch(new RegExp(`^\\*\\*${problems[code].status}\\*\\* — \\S`));
  expect(whatToDo).toMatch(/\S/);
  expect(problemTypeUrl(code)).toMatch(new RegExp(`/docs/errors\\.md#${code}$`));
});

test("docs/errors.md has no section for a removed code", () => {
  expect([...sections.keys()].sort()).toEqual([...problemCodes].sort());
});
