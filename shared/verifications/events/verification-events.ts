import { type EventType, type HubEvent, newEvent } from "../../events/event.ts";
import type { StoredVerification } from "../verification.ts";

/** The ends of a verification that somebody waits for. An expiry is no change of a row, and tells nothing. */
const endings: Partial<Record<StoredVerification["status"], EventType>> = {
  approved: "verification.approved",
  max_attempts_reached: "verification.failed",
};

/** What a change of a verification's row tells, if anything. Id and time come from the row and its write, so a repeated one is the same. */
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
