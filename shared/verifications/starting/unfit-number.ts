import { normalize } from "../../numbers/normalize.ts";
import { type ProviderErrorCode, providerError } from "../../providers/provider-error.ts";
import type { CodeSend } from "../verification.ts";

/** Kinds that no person receives a code on; those that cost more are what pumping is made of. */
const never = new Set(["premiumRate", "premium", "sharedCost", "pager", "uan", "voicemail"]);
/** A landline can be called, and reads nothing. */
const unread = new Set(["fixedLine", "landline"]);

/** Whether a kind of number (the numbering plan's or a lookup's name of it) gets no code over this channel, and why. */
export const refusalOfKind = (kind: string | null, channel: CodeSend["channel"]): CodeSend["error"] => {
  if (kind === null) return null;
  if (never.has(kind)) return refused("recipient_not_routable");
  return unread.has(kind) && channel !== "call" ? refused("recipient_landline") : null;
};

/** By the numbering plan alone, which costs nothing. */
export const refusalByPlan = (to: string, channel: CodeSend["channel"]): CodeSend["error"] =>
  refusalOfKind(normalize(to).type, channel);

export const refused = (code: ProviderErrorCode): CodeSend["error"] => providerError(code, null);
