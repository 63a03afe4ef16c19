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
 * Records the event of a batch that has ended, and nothing for any other batch. The function that ended it may have died before it
 * recorded the event, so later functions that find it ended record it again. Id and time come from the batch, so a repeated event is the
 * same one.
 */
export const recordBatchEnded = async ({ scope, id, status, total, completedAt }: StoredBatch): Promise<void> => {
  const type = endings[status];
  if (type === undefined) return;
  await recordEvent(scope, type, { batchId: id, total }, { about: [id], at: completedAt ?? nowIso() });
};
