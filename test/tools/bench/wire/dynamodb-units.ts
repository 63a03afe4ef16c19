import * as z from "zod";
import { itemSize } from "./item-size.ts";

/** The units that DynamoDB bills for a call: write units by table or index, and read units. */
export interface Units {
  writes: Readonly<Record<string, number>>;
  reads: number;
}

const reads = ["GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"];

/** Makes DynamoDB report the units of the call, by table and index. */
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

/** The units of the call, as the database reports them. It reports none for a write with a failed condition. */
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
 * DynamoDB bills a refused conditional write by the size of the existing item: one unit for each started KB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 */
const refusedUnits = (item: unknown): number => Math.max(1, Math.ceil(itemSize(item) / 1024));

/** Physical names end with the logical id: `PhoneHub-dev-Data-MessagesTable` → `Messages`. */
export const logicalName = (table: string): string => table.replace(/^.*-/, "").replace(/Table$/, "");
