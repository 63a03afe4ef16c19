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

/** What a visit's sending came to. */
export interface Waves {
  sent: number;
  /** The provider turned away so many, or did not answer, that going on at once would be no use. */
  shouldBackOff: boolean;
  /** Who is over a limit, and until when, epoch milliseconds. */
  deferred: Map<MessageId, number>;
  /** The same, of those only whom the limit of their country put off: all ranges share it. */
  countryLimited: Map<MessageId, number>;
  /** It may send only then: this visit is to come again, with the slots that were reserved for it, if any were. */
  later: { count: Slots["count"] | undefined; at: Slots["at"] } | null;
  /** What holds all of the batch. */
  pausedBy: PausedBy | null;
}

/**
 * A visit as it stands in the batch's run of now. Of a canceled batch nothing is sent, so a visit that was queued before the cancellation is one
 * that counts: whoever canceled may not have seen yet that its range was begun, and without it nobody would come again. Of any other batch a
 * visit stays with its run.
 */
export const inCurrentGeneration = (
  { status, generation }: Pick<StoredBatch, "status" | "generation">,
  task: RangeTask,
): RangeTask =>
  isCanceled({ status }) && task.generation < generation
    ? { ...task, generation, visitNumber: 0, laneStride: 0, slots: undefined }
    : task;
