import * as z from "zod";
import { itemSize } from "./item-size.ts";

/** What DynamoDB bills for a call: write units by table or index, and read units. */
export interface Units {
  writes: Readonly<Record<string, number>>;
  reads: number;
}

const reads = ["GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"];

/** Asks DynamoDB to tell what the call cost, table by table and index by index. */
export const withUnitsReported = (operation: string, body: string): string => {
  const counted = /^(Put|Update|Delete|Get|BatchGet|BatchWrite)Item$|^Query$|^Scan$|^Transact/.test(operation);
  return counted ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: "INDEXES" }) : body;
};

const Consumed = z.object({ CapacityUnits: z.number() });
const TableConsumed = z.object({
  TableName: z.string(),
  CapacityUnits: z.number(),
  Table: Consumed.optional(),
  GlobalSecondaryIndexes: z.record(z.string(), Consumed).default({}),
});
const Answer = z.looseObject({
  ConsumedCapacity: z.union([TableConsumed.transform((one) => [one]), z.array(TableConsumed)]).default([]),
  __type: z.string().default(""),
  Item: z.unknown().optional(),
});

/** What the call cost, as the database reports it. It reports nothing for a write whose condition failed. */
export function unitsOf(operation: string, answer: string): Units {
  const { ConsumedCapacity, __type, Item } = Answer.parse(JSON.parse(answer || "{}"));
  if (reads.includes(operation))
    return { writes: {}, reads: ConsumedCapacity.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0) };
  if (__type.includes("ConditionalCheckFailed")) return { writes: { "(refused)": refusedUnits(Item) }, reads: 0 };
  const writes: Record<string, number> = {};
  for (const { TableName, Table, GlobalSecondaryIndexes } of ConsumedCapacity) {
    const table = logicalName(TableName);
    writes[table] = (writes[table] ?? 0) + (Table?.CapacityUnits ?? 0);
    for (const [index, { CapacityUnits }] of Object.entries(GlobalSecondaryIndexes))
      writes[`${table}.${index}`] = (writes[`${table}.${index}`] ?? 0) + CapacityUnits;
  }
  return { writes, reads: 0 };
}

/**
 * A refused conditional write is billed by the size of the item it met, a unit per KB begun.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 */
const refusedUnits = (item: unknown): number => Math.max(1, Math.ceil(itemSize(item) / 1024));

/** Physical names end in the logical id: `PhoneHub-dev-Data-MessagesTable` → `Messages`. */
export const logicalName = (table: string): string => table.replace(/^.*-/, "").replace(/Table$/, "");
