import { log } from "../../observability/logger.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import { readRanges } from "../batch-reads.ts";
import { noteBegunRanges } from "../end-cancel.ts";
import { providerConfigOfBatch } from "../provider-config-of-batch.ts";
import { isWithin } from "../range.ts";
import { enqueueRanges, type RangeTask } from "../ranges-queue.ts";
import { laneCountFor } from "./pace.ts";

/**
 * Queues a visit to every range that is not done. Of a paced batch only the first ones are: each hands on when it ends. Of a canceled
 * one those that were begun, to cancel what waits there and to count. Doubles are harmless.
 */
export const enqueueOpenRanges = async (batch: StoredBatch): Promise<void> => {
  if (batch.rangeCount === null) return;
  const rows = await readRanges(batch);
  const done = new Set(rows.flatMap(({ range, isDone }) => (isDone ? [range] : [])));
  const isOver = isCanceled(batch);
  const begun = isOver ? rows.map(({ range }) => range) : [...Array(batch.rangeCount).keys()];
  const open = begun.filter((range) => !done.has(range));
  const rate = isOver ? null : ((await providerConfigOfBatch(batch)).providerConfig?.messagesPerSecond ?? null);
  const lanes = rate === null ? 0 : laneCountFor(rate);
  const [first = 0] = open;
  // Every range from the first open one on has its turn, the done ones in between pass it on at once.
  const ranges = lanes === 0 ? open : [...Array(lanes).keys()].map((lane) => first + lane).filter(isWithin(batch));
  const tasks = ranges.map((range) => taskFor(batch, range, lanes));
  await enqueueRanges(open.length === 0 ? [] : tasks);
  if (batch.status === "canceling") await noteBegunRanges(batch, rows.length);
  log.info("batch_started", { status: batch.status, total: batch.total, ranges: open.length, lanes });
};

const taskFor = ({ scope, id, generation, requestId }: StoredBatch, range: number, laneStride: number): RangeTask => ({
  scope,
  batchId: id,
  range,
  generation,
  visitNumber: 0,
  laneStride,
  correlationId: requestId,
});
