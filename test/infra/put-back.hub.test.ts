import { CreateTableCommand, DeleteTableCommand } from "@aws-sdk/client-dynamodb";
import { PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { putBack, restoredRow } from "../../infra/commands/recovery/put-back.ts";
import type { Item } from "../../shared/aws/dynamodb.ts";
import { tables } from "../support/hub/hub.ts";

let from: string;
let to: string;

beforeEach(async () => {
  const id = crypto.randomUUID();
  [from, to] = [`restored-${id}`, `used-${id}`];
  for (const TableName of [from, to])
    await tables.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      }),
    );
});
afterEach(async () => {
  for (const TableName of [from, to]) await tables.send(new DeleteTableCommand({ TableName }));
});

const put = (TableName: string, ...items: Item[]) =>
  Promise.all(items.map((Item) => tables.send(new PutCommand({ TableName, Item }))));

const rows = async (): Promise<Item[]> => {
  const { Items = [] } = await tables.send(new ScanCommand({ TableName: to }));
  return Items.sort((a, b) => String(a.pk).localeCompare(String(b.pk)));
};

describe("putBack()", () => {
  const before = [
    { pk: "changed", body: "old" },
    { pk: "lost", body: "old" },
    { pk: "same", body: "as it was" },
  ];
  const after = [
    { pk: "changed", body: "new" },
    { pk: "later", body: "new" },
    { pk: "same", body: "as it was" },
  ];
  beforeEach(() => Promise.all([put(from, ...before), put(to, ...after)]));

  test("only compares the restored table with the table in use, without apply", async () => {
    const count = await putBack(tables, { from, to, apply: false, overwrite: false });
    expect(count).toEqual({ read: 3, missing: 1, different: 1, written: 0 });
    expect(await rows()).toEqual(after);
  });

  test("restores missing rows, and keeps rows that changed or were added since", async () => {
    expect(await putBack(tables, { from, to, apply: true, overwrite: false })).toMatchObject({ written: 1 });
    expect(await rows()).toEqual([after[0], after[1], before[1], after[2]]);
    expect(await putBack(tables, { from, to, apply: true, overwrite: false })).toMatchObject({
      missing: 0,
      written: 0,
    });
  });

  test("restores changed rows on request", async () => {
    expect(await putBack(tables, { from, to, apply: true, overwrite: true })).toMatchObject({ written: 2 });
    expect(await rows()).toEqual([before[0], after[1], before[1], after[2]]);
  });
});

describe("restoredRow()", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const waiting = { pk: "m", status: "queued", statusRank: 20, openKey: "open#1", checkAt: 1 };

  test("marks a waiting message as sending with an expired lease, so that nothing sends it again (invariant 1)", () => {
    expect(restoredRow(waiting, now)).toMatchObject({ status: "sending", statusRank: 30, leaseUntil: 0, checkAt: now });
    const due = { ...waiting, status: "scheduled", sendAt: "2026-11-20T11:59:00Z" };
    expect(restoredRow(due, now)).toMatchObject({ status: "sending" });
  });

  test("keeps a message that is not due, and every other row, unchanged", () => {
    const later = { ...waiting, status: "scheduled", sendAt: "2026-11-20T12:01:00Z" };
    expect(restoredRow(later, now)).toEqual(later);
    const delivered = { pk: "m", status: "delivered" };
    expect(restoredRow(delivered, now)).toEqual(delivered);
    expect(restoredRow({ pk: "o", kind: "stop" }, now)).toEqual({ pk: "o", kind: "stop" });
  });
});
