import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { isOptedOut } from "../../shared/opt-outs/opt-out-reads.ts";
import { createTables } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
  await createTables(["optOuts"]);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => store.close());

test.each([
  ["one form", "+14155550123"],
  ["two", "+5215512345672"],
  ["two, written in the other", "+5491123456782"],
])("isOptedOut reads one key for a number of %s (invariant 32)", async (_forms, number) => {
  const send = vi.spyOn(dynamodb(), "send");
  expect(await isOptedOut(["ten_one"], number, "+14155550100", "cfg_one")).toBe(false);
  expect(send).toHaveBeenCalledTimes(1);
});

// The local database is always consistent, so the test checks the parameters of the read.
test("isOptedOut reads consistently, so that it sees every STOP that was answered before (invariant 7)", async () => {
  const send = vi.spyOn(dynamodb(), "send");
  expect(await isOptedOut(["ten_one", "ten_two"], "+14155550123", "+14155550100", "cfg_one")).toBe(false);
  const queries = send.mock.calls.flatMap(([command]) => (command instanceof QueryCommand ? [command.input] : []));
  expect(queries.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
});
