import type * as z from "zod";
import type { BatchCounts } from "../api/schemas/batch-schemas.ts";
import { rangesKeptDays } from "../api/sizes.ts";
import type { Item } from "../aws/dynamodb.ts";
import { day } from "../kernel/durations.ts";
import { batchPartition, isCanceled, type StoredBatch } from "./batch.ts";

export type Counts = z.output<typeof BatchCounts>;

/** How many recipients share a queue message and a file: SQS bills by the message, and a visit must end within a minute. */
export const recipientsPerRange = 100;

/** S3 deletes the range files after this long (infra/stacks/data.ts). */
export const rangesKeptMilliseconds = rangesKeptDays * day;

/** The progress of a range. */
export interface RangeRow {
  range: number;
  generation: number;
  /** The number of the next visit. */
  visitNumber: number;
  /** None of its recipients is pending. */
  isDone: boolean;
  counts: Counts;
  /** When the counted rows were read, epoch milliseconds. An older count never replaces a newer one. */
  countedAt: number;
}

export const noCounts: Counts = {
  accepted: 0,
  failed: 0,
  suppressed: 0,
  canceled: 0,
  expired: 0,
  unknown: 0,
  pending: 0,
};

export const rangePrefix = "range#";

export const rangeKey = (batch: Pick<StoredBatch, "scope" | "id">, range: number) => ({
  pk: batchPartition(batch.scope, batch.id),
  sk: `${rangePrefix}${String(range).padStart(7, "0")}`,
});

export const rangeFromItem = ({
  range,
  run: generation,
  turn: visitNumber,
  isDone,
  counts,
  countedAt,
}: Item): RangeRow => ({ range, generation, visitNumber, isDone: isDone === true, counts, countedAt }) as RangeRow;

/** Every range is full except the last. */
export const sizeOfRange = ({ total }: Pick<StoredBatch, "total">, range: number): number =>
  Math.max(0, Math.min(recipientsPerRange, total - range * recipientsPerRange));

export const isWithin =
  ({ rangeCount }: Pick<StoredBatch, "rangeCount">) =>
  (range: number): boolean =>
    range < (rangeCount ?? 0);

/** The sum of all ranges. Recipients of ranges that no visit has begun count as pending, or as canceled if the batch is. */
export const sumOf = (batch: StoredBatch, rows: readonly RangeRow[]): Counts => {
  const sum = { ...noCounts };
  let counted = 0;
  for (const { range, counts } of rows) {
    counted += sizeOfRange(batch, range);
    for (const name of countNames) sum[name] += counts[name];
  }
  sum[isCanceled(batch) ? "canceled" : "pending"] += batch.total - counted;
  return sum;
};

const countNames = ["accepted", "failed", "suppressed", "canceled", "expired", "unknown", "pending"] as const;
