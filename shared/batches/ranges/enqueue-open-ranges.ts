import { log } from "../../observability/logger.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import { readRanges } from "../batch-reads.ts";
import { noteBegunRanges } from "../end-cancel.ts";
import { providerConfigOfBatch } from "../provider-config-of-batch.ts";
import { isWithin } from "../range.ts";
import { enqueueRanges, type RangeTask } from "../ranges-queue.ts";
import { laneCountFor } from "./pace.ts";

/**
 * Queues a visit to every range that is not done. In a paced batch it queues only the first range of each lane, and each range starts the
 * next one. In a canceled batch it queues only the ranges that had begun, to cancel waiting messages and to count. Duplicates are
 * harmless.
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
  // The lanes cover all ranges from the first open one on. Those that are done already start the next one at once.
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
