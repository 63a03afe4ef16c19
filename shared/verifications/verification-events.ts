import { type EventType, type HubEvent, newEvent } from "../events/event.ts";
import { putEvent } from "../events/event-writes.ts";
import type { RowChange } from "../lambda/stream-handler.ts";
import { markNumberVerified } from "../preferences/preference-writes.ts";
import { isVerification, verificationFromItem } from "./stored-row.ts";
import type { StoredVerification } from "./verification.ts";

/** The ends of a verification that become events. An expiry changes no row, so it becomes none. */
const endings: Partial<Record<StoredVerification["status"], EventType>> = {
  approved: "verification.approved",
  max_attempts_reached: "verification.failed",
};

/** The event of a change of a verification's row, if any. Id and time come from row and write, so a repeated event is the same one. */
export const eventOfVerificationChange = (
  before: StoredVerification | null,
  after: StoredVerification,
  at: string,
): HubEvent | null => {
  const type = endings[after.status];
  if (type === undefined || before?.status === after.status) return null;
  const { scope, id, purpose, channel, engine, isTest } = after;
  const data = { verificationId: id, purpose, channel, engine, isTest };
  return newEvent(scope, type, data, { about: [id], at: after.approvedAt ?? at });
};

/**
 * Writes the events of changes in the verifications table, and marks a proven number in its user's preferences. The erasure of a
 * verification is no event.
 */
export const recordVerificationEvents = async (changes: readonly RowChange[]): Promise<void> => {
  await Promise.all(changes.map(record));
};

const record = async ({ before, after, at }: RowChange): Promise<void> => {
  if (!after || !isVerification(after)) return;
  const verification = verificationFromItem(after);
  const event = eventOfVerificationChange(before && verificationFromItem(before), verification, at);
  if (!event) return;
  await Promise.all([putEvent(verification.scope, event), markProvenNumber(verification)]);
};

const markProvenNumber = async ({ scope, userId, to, status }: StoredVerification): Promise<void> => {
  if (status === "approved" && userId !== undefined) await markNumberVerified(scope, userId, to);
};
