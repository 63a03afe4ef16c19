import type { EventType } from "../events/event.ts";
import { recordEvent } from "../events/event-writes.ts";
import { nowIso } from "../kernel/clock.ts";
import type { BatchStatus, StoredBatch } from "./batch.ts";

const endings: Partial<Record<BatchStatus, EventType>> = {
  completed: "batch.completed",
  canceled: "batch.canceled",
  failed: "batch.failed",
};

/**
 * Tells that a batch has come to its end; of one that has not, nothing. Whoever ended it may have died before it could tell, so whoever
 * finds it ended where that is decided tells again: id and time come from the batch, so it is the same event once more.
 */
export const recordBatchEnded = async ({ scope, id, status, total, completedAt }: StoredBatch): Promise<void> => {
  const type = endings[status];
  if (type === undefined) return;
  await recordEvent(scope, type, { batchId: id, total }, { about: [id], at: completedAt ?? nowIso() });
};
