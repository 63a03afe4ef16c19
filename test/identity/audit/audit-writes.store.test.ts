import { readdirSync, readFileSync } from "node:fs";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { transact } from "../../../shared/aws/transaction.ts";
import { auditRow } from "../../../shared/identity/audit/audit-writes.ts";
import type { TenantId } from "../../../shared/kernel/ids.ts";
import { tableNamed } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

const sources = ["shared", "functions"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`),
);
const sourcesWith = (text: RegExp) => sources.filter((file) => text.test(readFileSync(file, "utf8"))).sort();

test("auditRow() is the only code that writes to the audit table, and its condition refuses an existing row (invariant 22)", () => {
  expect(sourcesWith(/table\("audit"\)|tableVariables\.audit|TABLE_AUDIT/)).toEqual([
    "shared/identity/audit/audit-reads.ts",
    "shared/identity/audit/audit-writes.ts",
    "shared/kernel/config.ts",
  ]);
  expect(readFileSync("shared/identity/audit/audit-reads.ts", "utf8")).not.toMatch(
    /\b(Put|Update|Delete|Transact|BatchWrite)/,
  );
  expect(readFileSync("shared/identity/audit/audit-writes.ts", "utf8").match(/table\("audit"\)/g)).toHaveLength(1);
  const item = auditRow({ tenantId: "ten_a" as TenantId, actor: "key:k", action: "a", target: "t", requestId: "r" });
  expect(Object.keys(item)).toEqual(["Put"]);
  expect(item.Put?.ConditionExpression).toBe("attribute_not_exists(pk)");
});

test("transact() refuses to replace an audit row, and then writes none of the transaction's other rows (invariant 22)", async () => {
  const tenantId = `ten_${crypto.randomUUID()}` as TenantId;
  const entry = { tenantId, actor: "key:k", target: "t", requestId: "r" };
  const first = auditRow({ ...entry, action: "revokeApiKey" });
  expect(await transact([first])).toEqual([]);
  const again = auditRow({ ...entry, action: "nothingHappened" });
  const { pk, sk } = first.Put?.Item ?? {};
  const replacing = { Put: { ...again.Put, TableName: tableNamed("audit"), Item: { ...again.Put?.Item, pk, sk } } };
  const other = auditRow({ ...entry, action: "createApiKey" });
  expect(await transact([other, replacing])).toEqual([1]);
  const { Items } = await dynamodb().send(
    new QueryCommand({
      TableName: tableNamed("audit"),
      KeyConditionExpression: "pk = :tenant",
      ExpressionAttributeValues: { ":tenant": tenantId },
      ConsistentRead: true,
    }),
  );
  expect(Items?.map(({ action }) => action)).toEqual(["revokeApiKey"]);
});
