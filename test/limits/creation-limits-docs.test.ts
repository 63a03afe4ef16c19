import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allowances } from "../../shared/limits/creation-limits.ts";

const rows = [
  ...readFileSync("docs/limits.md", "utf8").matchAll(
    /^\| [a-zA-Z' ]+ \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$/gm,
  ),
];
const numbersOf = ([, ...cells]: readonly string[]): number[] => cells.map((cell) => Number(cell.replaceAll(",", "")));

test("docs/limits.md lists what a caller may create at once and in a day (invariant 31)", () => {
  const documented = rows.map(numbersOf);
  const held = Object.values(allowances).map(({ user, tenant }) => [
    ...[user.atOnce, user.perDay],
    ...[tenant.atOnce, tenant.perDay],
  ]);
  expect(documented).toEqual(held);
});
