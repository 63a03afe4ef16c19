import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mutate } from "./tools/proofs/mutate.ts";
import { mutations } from "./tools/proofs/mutation-list.ts";

const section =
  readFileSync("docs/testing.md", "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith("Invariants\n")) ?? "";

/** Each table row of the section that begins with a number, by that number. */
const rows = new Map([...section.matchAll(/^\| (\d+) \|.*$/gm)].map(([row, number]) => [Number(number), row] as const));

test("docs/testing.md has a row for each of the 43 invariants", () => {
  expect([...rows.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
});

test.each(mutations)(
  "docs/testing.md lists the mutation of invariant $invariant: $rule",
  ({ invariant, rule, test }) => {
    expect(rows.get(invariant)).toContain(rule);
    expect(rows.get(invariant)).toContain(`\`${test.replace("test/", "")}\``);
  },
);

test("mutation-list.ts has a mutation for each of the invariants 1 to 28", () => {
  const numbers = new Set(mutations.map(({ invariant }) => invariant));
  for (let number = 1; number <= 28; number++) expect(numbers, `invariant ${number}`).toContain(number);
});

test("docs/testing.md names only existing test files", () => {
  const named = [...section.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, name]) => `test/${name}`);
  expect(named.length).toBeGreaterThan(28);
  for (const name of named) expect(existsSync(name), name).toBe(true);
});

test.each(mutations)(
  "mutation-list.ts matches its source and its test: $rule",
  ({ file, find, replace, test, name }) => {
    expect(() => mutate(readFileSync(file, "utf8"), { find, replace })).not.toThrow();
    // A mutation may name only a part of a title, because test.each fills in the rest.
    expect(readFileSync(test, "utf8")).toContain(name);
  },
);
