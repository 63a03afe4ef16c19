import { now } from "../../kernel/clock.ts";
import type { MessageId } from "../../kernel/ids.ts";
import { cancel, markUnknown } from "../../messages/message.ts";
import { type BatchRow, readRows } from "../../messages/reading/batch-message-reads.ts";
import { applyChange } from "../../messages/settling/status-writes.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";

type Rows = ReadonlyMap<MessageId, BatchRow>;

/**
 * Settles the messages of a range that no visit works on any more, and returns the rows. In a canceled batch, a message that waits for
 * another try is canceled. If a visit died after its claim, the message becomes unknown once the lease has ended: it may have been sent,
 * and the sweeper looks for it at the provider.
 */
export const settledRows = async (batch: StoredBatch, ids: readonly MessageId[], requestId: string): Promise<Rows> => {
  const rows = await readRows(batch.scope, ids);
  const by = { source: "worker", requestId } as const;
  const changes = [...rows.values()].flatMap(({ message }) => {
    if (message?.status === "queued" && isCanceled(batch)) return [applyChange(message, cancel(by))];
    const isLost = message?.status === "sending" && (message.leaseUntil ?? 0) < now();
    return isLost ? [applyChange(message, markUnknown(message, by, 0))] : [];
  });
  await Promise.all(changes);
  return changes.length === 0 ? rows : readRows(batch.scope, ids);
};
