import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { listEntries } from "../../../shared/batches/lists/list-entries.ts";
import { isVariableName, unfitVariables } from "../../../shared/batches/lists/unfit-variables.ts";
import { inheritedNames } from "../../support/hostile-names.ts";

const entriesOf = async (format: "csv" | "jsonl", ...lines: string[]) => {
  const entries = [];
  for await (const some of listEntries(Readable.from([Buffer.from(lines.join("\n"))]), { format }))
    entries.push(...some);
  return entries;
};

describe("listEntries() and unfitVariables()", () => {
  test.each(inheritedNames)("accept a variable named %s (invariant 38)", async (name) => {
    const [json] = await entriesOf("jsonl", JSON.stringify({ to: "+14155550100", variables: { [name]: "Ada" } }));
    const [csv] = await entriesOf("csv", `to,${name}`, "+14155550100,Ada");
    for (const entry of [json, csv]) expect(entry).toMatchObject({ to: "+14155550100", variables: { [name]: "Ada" } });
    expect(unfitVariables({ [name]: "Ada" })).toBeNull();
  });

  test.each([
    ["__proto__", "__proto__"],
    ["no character", ""],
    ["NUL", "a\0"],
    ["half a surrogate pair", "a\ud800"],
    ["65 characters", "a".repeat(65)],
  ])("refuse a variable name of %s, which no row can hold (invariant 38)", (_what, name) => {
    expect(isVariableName(name)).toBe(false);
    const variables = JSON.parse(`{${JSON.stringify(name)}:"Ada"}`) as Record<string, string>;
    expect(unfitVariables(variables)).toBe("variable_name_unfit");
  });

  test("skip a column named __proto__", async () => {
    const [entry] = await entriesOf("csv", "to,__proto__,name", "+14155550100,x,Ada");
    expect(entry).toEqual({ line: 2, input: "+14155550100", to: "+14155550100", variables: { name: "Ada" } });
    expect(Object.getPrototypeOf(entry && "variables" in entry ? entry.variables : null)).toBe(Object.prototype);
  });
});

test("listEntries() reports a line of JSON that is too deep, and reads the other lines (invariant 38)", async () => {
  const deep = `${'{"to":'.repeat(5_000)}1${"}".repeat(5_000)}`;
  const entries = await entriesOf("jsonl", '"+14155550100"', deep, '{"to":"+14155550101"}');
  expect(entries).toMatchObject([{ to: "+14155550100" }, { line: 2, reason: "not_json" }, { to: "+14155550101" }]);
});
