import { now } from "../clock.ts";
import { applyChange } from "../messages/apply-change.ts";
import { readRows } from "../messages/batch-message-reads.ts";
import { cancel, lose } from "../messages/message.ts";
import type { Visit } from "./run-range.ts";

/**
 * Of a canceled batch what waits for another try is canceled. What a visit claimed and died over is nobody's any more once its lease has
 * ended: it may have been sent, and the sweeper looks for it at the provider.
 */
export const settleWaiting = async ({ batch, ids }: Visit, requestId: string): Promise<void> => {
  const rows = await readRows(batch.scope, ids);
  const by = { source: "worker", requestId } as const;
  const changes = [...rows.values()].flatMap(({ message }) => {
    if (message?.status === "queued" && batch.status === "canceled") return [applyChange(message, cancel(by))];
    const isLost = message?.status === "sending" && (message.leaseUntil ?? 0) < now();
    return isLost ? [applyChange(message, lose(message, by, 0))] : [];
  });
  await Promise.all(changes);
};
