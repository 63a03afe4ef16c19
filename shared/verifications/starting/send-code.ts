import type { Caller } from "../../identity/caller.ts";
import { nowIso } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { ProviderError } from "../../providers/provider.ts";
import { codeSenderOf } from "../engines/deliverable.ts";
import type { CodeDelivery, HandedOver, PlannedCode, PreparedCode, Secret } from "../engines/engine.ts";
import { isRecipientFault } from "../engines/hand-over-code.ts";
import type { SendCount } from "../limits/outcomes.ts";
import { timed, waitAsIfSent } from "../uniform-answer.ts";
import type { CodeSend } from "../verification.ts";
import { refusalByLookup, refusalByPlan, refused } from "./unfit-number.ts";

/** Has the person asked not to be written to? Read beside the claim (docs/decisions/0001). */
export const hasOptedOut = ({ verification, providerConfig }: PlannedCode): Promise<boolean> => {
  const { scope, to, channel, isTest, engine } = verification;
  // Twilio Verify sends from senders of its own.
  const sender = providerConfig && !isTest && engine === "own" ? codeSenderOf(providerConfig, channel) : undefined;
  return isOptedOut([scope, ...(providerConfig ? [providerConfig.tenantId] : [])], to, sender, providerConfig?.id);
};

/** What came of sending one code. */
export interface SentCode {
  send: CodeSend;
  secret: Secret | null;
  /** What it counts as in the daily figures. */
  countsAs: SendCount;
}

/** How the request wants the code to reach the person. */
type Wishes = Partial<Omit<CodeDelivery, "verification" | "channel">>;

/**
 * The one provider call of a code, or none where the number gets none; either way it takes as long (invariant 14). Throws where certainly
 * nothing was sent for a reason that says nothing of the number: temporarily_unavailable, provider_rejected_credentials, not_supported.
 */
export const sendCode = async (
  caller: Caller,
  { verification, policy }: PlannedCode,
  wishes: Wishes,
  prepared: PreparedCode,
  optedOut: boolean,
): Promise<SentCode> => {
  const { channel, isTest, to } = verification;
  const lookedUp = policy.lookupFirst && !isTest ? await refusalByLookup(caller, verification) : null;
  const error = (optedOut ? refused("recipient_opted_out") : null) ?? refusalByPlan(to, channel) ?? lookedUp;
  if (error === null) {
    const { webOrigin, androidAppHash, clientIp } = wishes;
    const locale = wishes.locale ?? policy.locale ?? "en";
    const delivery = { verification, channel, locale, webOrigin, androidAppHash, clientIp };
    const handedOver = await timed(verification, () => prepared.send(delivery));
    return sentCodeOf(channel, handedOver, prepared.secret);
  }
  await waitAsIfSent(verification);
  return {
    send: { channel, status: "suppressed", error, at: nowIso() },
    // Nobody knows that code: it is checked as any other.
    secret: prepared.secret,
    countsAs: "blocked",
  };
};

const sentCodeOf = (
  channel: CodeSend["channel"],
  { outcome, secret }: HandedOver,
  prepared: Secret | null,
): SentCode => {
  const at = nowIso();
  switch (outcome.kind) {
    case "accepted":
      return { send: { channel, status: "sent", error: null, at }, secret: secret ?? prepared, countsAs: "sent" };
    case "unknown":
      // It may have been sent: the person may hold the code.
      return { send: { channel, status: "unknown", error: null, at }, secret: prepared, countsAs: "sent" };
    case "throttled":
      throw problemOf(outcome.error, outcome.retryAfterSeconds ?? 1);
    case "rejected":
      if (!isRecipientFault(outcome)) throw problemOf(outcome.error, null);
      return { send: { channel, status: "failed", error: outcome.error, at }, secret: prepared, countsAs: "failed" };
  }
};

/** What the provider's or the configuration's trouble is to the client. */
const problemOf = (error: ProviderError, retryAfterSeconds: number | null): Problem => {
  const extensions = { providerError: error.code, providerCode: error.providerCode };
  const told = { detail: error.message, extensions };
  if (retryAfterSeconds !== null) {
    const isTooOften = error.code === "verification_attempts_exceeded";
    return new Problem(isTooOften ? "too_many_attempts" : "temporarily_unavailable", { ...told, retryAfterSeconds });
  }
  switch (error.code) {
    case "credentials_rejected":
      return new Problem("provider_rejected_credentials", told);
    case "provider_unavailable":
      return new Problem("temporarily_unavailable", { ...told, retryAfterSeconds: 1 });
    case "not_supported":
      return new Problem("not_supported", told);
    default:
      return new Problem("conflict", told);
  }
};
