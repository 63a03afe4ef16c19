import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withAddition } from "./add-provider.ts";
import { type Addition, dataTables, roleTables, testTables } from "./additions.ts";

const filesOf = (additions: readonly Addition[]): string[] => [...new Set(additions.map(({ file }) => file))].sort();

test.each([...dataTables, ...roleTables, ...testTables])("a new provider's line fits $file: $line", (addition) => {
  expect(() => withAddition(readFileSync(addition.file, "utf8"), addition)).not.toThrow();
});

test("a new provider adds one line to each table of roles, and there is no other one", () => {
  const tables = readdirSync("shared/providers").filter((name) => name.startsWith("open-"));
  expect(roleTables.map(({ file }) => file).sort()).toEqual(tables.map((name) => `shared/providers/${name}`).sort());
  for (const { line } of roleTables) expect(line).toMatch(/^.+\n$/);
});

test("a new provider adds a row and its import to three tables of data", () => {
  expect(filesOf(dataTables)).toEqual(
    ["credential-schemas", "credentials", "manifests"].map((name) => `shared/providers/${name}.ts`),
  );
  for (const file of filesOf(dataTables)) {
    const lines = dataTables.flatMap((addition) => (addition.file === file ? [addition.line] : []));
    expect(lines).toEqual([expect.stringMatching(/^import .+\n$/), expect.stringMatching(/^ {2}memory.*\n$/)]);
  }
});
