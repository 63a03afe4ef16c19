import type { Item } from "../../../shared/aws/dynamodb.ts";
import { ranks } from "../../../shared/messages/message-status.ts";

/**
 * A row of a backup as it may come back. A message that waited to be sent then may have been sent since: it returns as one whose
 * sender died, which is looked for at its provider and never sent again by itself (invariant 1). One that is not due yet still waits.
 */
export const restoredRow = (item: Item, now: number): Item => {
  const isDue = item.status === "scheduled" && Date.parse(String(item.sendAt)) <= now;
  const waits = item.openKey !== undefined && (item.status === "queued" || isDue);
  return waits ? { ...item, status: "sending", statusRank: ranks.sending, leaseUntil: 0, checkAt: now } : item;
};
