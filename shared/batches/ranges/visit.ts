import type { MessageId } from "../../kernel/ids.ts";
import type { PausedBy } from "../../sending-pauses/paused-by.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import type { RangeRow } from "../range.ts";
import type { RangeTask } from "../ranges-queue.ts";
import type { RangeEntry } from "../recipients.ts";
import type { Slots } from "./pace.ts";
import type { Deferrals } from "./sendable-from.ts";

/** One worker's visit to a range: it sends, counts, and queues the next visit. */
export interface Visit {
  batch: StoredBatch;
  task: RangeTask;
  row: RangeRow | null;
  entries: readonly RangeEntry[];
  quietUntil: Deferrals["quietUntil"];
}

/** The result of a visit's sending. */
export interface Waves {
  sent: number;
  /** Too many recipients of a wave were turned away, so the visit stops and the next one comes later. */
  shouldBackOff: boolean;
  /** Recipients whom a limit or a pause defers, and until when, epoch milliseconds. */
  deferred: Map<MessageId, number>;
  /** Those of them whom their country's limit defers. All ranges share that limit. */
  countryLimited: Map<MessageId, number>;
  /** The visit may not send before this time. It must come again then, with the slots that are reserved for it, if any. */
  later: { count: Slots["count"] | undefined; at: Slots["at"] } | null;
  /** What holds the whole batch. */
  pausedBy: PausedBy | null;
}

/**
 * A visit's task in the batch's current generation. A canceled batch sends nothing, so a visit that was queued before the cancellation
 * becomes one that counts: the cancellation may not have seen that the range had begun, and no other visit would come. In any other batch
 * a task keeps its generation.
 */
export const inCurrentGeneration = (
  { status, generation }: Pick<StoredBatch, "status" | "generation">,
  task: RangeTask,
): RangeTask =>
  isCanceled({ status }) && task.generation < generation
    ? { ...task, generation, visitNumber: 0, laneStride: 0, slots: undefined }
    : task;
