import type { Caller } from "../../identity/caller.ts";
import { nowIso } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { ProviderError } from "../../providers/provider.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { codeSenderOf } from "../engines/deliverable.ts";
import type { CodeDelivery, Delivered, PreparedCode, Secret } from "../engines/engine.ts";
import { timed, waitAsIfSent } from "../uniform-answer.ts";
import type { CodeSend, StoredVerification } from "../verification.ts";
import { refusalByLookup } from "./number-risk.ts";
import type { PlannedCode } from "./plan-verification.ts";
import { refusalByPlan, refused } from "./unfit-number.ts";

/** What came of sending one code. */
export interface SentCode {
  send: CodeSend;
  secret: Secret | null;
  /** What it counts as in the conversions. */
  counts: "sent" | "blocked" | "failed";
}

/** How the request wants the code to reach the person. */
export const deliveryOf = (
  verification: StoredVerification,
  policy: VerificationPolicy,
  { locale, webOrigin, androidAppHash, clientIp }: Partial<Omit<CodeDelivery, "verification" | "channel">>,
): CodeDelivery => ({
  verification,
  channel: verification.channel,
  locale: locale ?? policy.locale ?? "en",
  webOrigin,
  androidAppHash,
  clientIp,
});

/** Has the person asked not to be written to? Read beside the claim (docs/decisions/0001). */
export const hasOptedOut = ({ verification, config }: PlannedCode): Promise<boolean> => {
  const { scope, to, channel, isTest, engine } = verification;
  // Twilio Verify sends from senders of its own.
  const sender = config && !isTest && engine === "own" ? codeSenderOf(config, channel) : undefined;
  return isOptedOut([scope, ...(config ? [config.tenantId] : [])], to, sender, config?.id);
};

/**
 * The one provider call of a code, or none where the number gets none; either way it takes as long (invariant 14). Throws where certainly
 * nothing was sent for a reason that says nothing of the number: temporarily_unavailable, provider_rejected_credentials, not_supported.
 */
export const sendCode = async (
  caller: Caller,
  { verification, policy }: PlannedCode,
  prepared: PreparedCode,
  delivery: CodeDelivery,
  optedOut: boolean,
): Promise<SentCode> => {
  const { channel, isTest, to } = verification;
  const lookedUp = policy.lookupFirst && !isTest ? await refusalByLookup(caller, verification) : null;
  const error = (optedOut ? refused("recipient_opted_out") : null) ?? refusalByPlan(to, channel) ?? lookedUp;
  if (error === null) {
    const delivered = await timed(verification, () => prepared.send(delivery));
    return sentCodeOf(channel, delivered, prepared.secret);
  }
  await waitAsIfSent(verification);
  return {
    send: { channel, status: "suppressed", error, at: nowIso() },
    // Nobody knows that code: it is checked as any other.
    secret: prepared.secret,
    counts: "blocked",
  };
};

const sentCodeOf = (channel: CodeSend["channel"], delivered: Delivered, prepared: Secret | null): SentCode => {
  const at = nowIso();
  switch (delivered.kind) {
    case "sent":
      return {
        send: { channel, status: "sent", error: null, at },
        secret: delivered.secret ?? prepared,
        counts: "sent",
      };
    case "unknown":
      // It may have been sent: the person may hold the code.
      return { send: { channel, status: "unknown", error: null, at }, secret: prepared, counts: "sent" };
    case "throttled":
      throw problemOf(delivered.error, delivered.retryAfterSeconds ?? 1);
    case "refused":
      if (!delivered.isRecipientFault) throw problemOf(delivered.error, null);
      return { send: { channel, status: "failed", error: delivered.error, at }, secret: prepared, counts: "failed" };
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
