import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Metadata } from "../../shared/api/common.ts";
import { TemplateVariables } from "../../shared/api/schemas/template-variables.ts";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { Problem } from "../../shared/kernel/errors.ts";
import { jsonBodyOf, validated } from "../../shared/lambda/request-input.ts";
import { inheritedNames } from "../support/hostile-names.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

/** Parses a record as the hub parses a request's body. Null: the hub answers 400 before it writes anything. */
const parsed = (schema: typeof Metadata | typeof TemplateVariables, body: string): Record<string, string> | null => {
  try {
    return validated(schema, jsonBodyOf({ body, isBase64Encoded: false } as Parameters<typeof jsonBodyOf>[0]), "body");
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return null;
    throw error;
  }
};

const storeAndRead = async (names: Record<string, string>): Promise<unknown> => {
  const key = { pk: crypto.randomUUID(), sk: "names" };
  const TableName = tableNamed("events");
  // Nested as well, as a template's variables are.
  await dynamodb().send(new PutCommand({ TableName, Item: { ...key, names, within: { names } } }));
  const { Item } = await dynamodb().send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  expect(Item?.within).toEqual({ names: Item?.names });
  return Item?.names;
};

test.each(inheritedNames)("dynamodb() stores a member named %s like any other (invariant 38)", async (name) => {
  for (const schema of [Metadata, TemplateVariables])
    for (const value of ["", "a value"]) {
      const names = parsed(schema, JSON.stringify({ [name]: value, other: "x" }));
      expect(names).toEqual({ [name]: value, other: "x" });
      expect(await storeAndRead(names ?? {})).toEqual({ [name]: value, other: "x" });
    }
});

test("dynamodb() stores a record with any names unchanged, unless validated() refuses it (invariant 38)", async () => {
  const name = fc.oneof(
    fc.constantFrom(...inheritedNames, "__proto__", "", "\0", "\ud800", "a".repeat(65)),
    fc.string({ unit: "binary", maxLength: 70 }),
  );
  const records = fc.array(fc.tuple(name, fc.string({ unit: "binary", maxLength: 20 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(Metadata, TemplateVariables), records, async (schema, entries) => {
      const members = entries.map((entry) => entry.map((text) => JSON.stringify(text)).join(":"));
      const names = parsed(schema, `{${members.join(",")}}`);
      if (names === null) return;
      expect(await storeAndRead(names)).toEqual(names);
      expect(Object.keys(names).sort()).toEqual([...new Set(entries.map(([one]) => one))].sort());
    }),
    { numRuns: 60 },
  );
});
