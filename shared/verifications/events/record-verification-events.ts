import { putEvent } from "../../events/event-writes.ts";
import type { RowChange } from "../../lambda/stream-handler.ts";
import { markNumberVerified } from "../../preferences/preference-writes.ts";
import { isVerification, verificationFromItem } from "../stored-row.ts";
import type { StoredVerification } from "../verification.ts";
import { eventOfVerificationChange } from "./verification-events.ts";

/**
 * Writes the events that changes of the verifications table tell, and tells a user's preferences whose number has been proven. An erased
 * verification tells nothing.
 */
export const recordVerificationEvents = async (changes: readonly RowChange[]): Promise<void> => {
  await Promise.all(changes.map(record));
};

const record = async ({ before, after, at }: RowChange): Promise<void> => {
  if (!after || !isVerification(after)) return;
  const verification = verificationFromItem(after);
  const event = eventOfVerificationChange(before && verificationFromItem(before), verification, at);
  if (!event) return;
  await Promise.all([putEvent(verification.scope, event), provenNumber(verification)]);
};

const provenNumber = async ({ scope, userId, to, status }: StoredVerification): Promise<void> => {
  if (status === "approved" && userId !== undefined) await markNumberVerified(scope, userId, to);
};
