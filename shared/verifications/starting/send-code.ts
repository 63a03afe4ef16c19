import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../identity/caller.ts";
import { nowIso } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { lookUp } from "../../lookups/lookup-number.ts";
import { normalize } from "../../numbers/normalize.ts";
import { log } from "../../observability/logger.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { ProviderError } from "../../providers/provider.ts";
import { type ProviderErrorCode, providerError } from "../../providers/provider-error.ts";
import { codeSenderOf } from "../engines/deliverable.ts";
import type { CodeDelivery, HandedOver, PlannedCode, PreparedCode, Secret } from "../engines/engine.ts";
import { isRecipientFault } from "../engines/hand-over-code.ts";
import type { SendCount } from "../limits/outcomes.ts";
import { timed, waitAsIfSent } from "../uniform-answer.ts";
import type { CodeSend, StoredVerification } from "../verification.ts";

/** True if the person has opted out. Read at the same time as the claim (docs/decisions/0001). */
export const hasOptedOut = ({ verification, providerConfig }: PlannedCode): Promise<boolean> => {
  const { scope, to, channel, isTest, engine } = verification;
  // Twilio Verify uses its own senders.
  const sender = providerConfig && !isTest && engine === "own" ? codeSenderOf(providerConfig, channel) : undefined;
  return isOptedOut([scope, ...(providerConfig ? [providerConfig.tenantId] : [])], to, sender, providerConfig?.id);
};

/** The result of sending one code. */
export interface SentCode {
  send: CodeSend;
  secret: Secret | null;
  /** The daily figure that it counts in. */
  countsAs: SendCount;
}

/** What the request says about the delivery. */
type DeliveryOptions = Partial<Omit<CodeDelivery, "verification" | "channel">>;

/**
 * Makes the one provider call of a code, or none if the number gets no code; both take equally long (invariant 14). Throws if certainly
 * nothing was sent, for a reason that reveals nothing about the number: temporarily_unavailable, too_many_attempts,
 * provider_rejected_credentials, not_supported, conflict.
 */
export const sendCode = async (
  caller: Caller,
  { verification, policy }: PlannedCode,
  options: DeliveryOptions,
  prepared: PreparedCode,
  optedOut: boolean,
): Promise<SentCode> => {
  const { channel, isTest, to } = verification;
  const lookedUp = policy.lookupFirst && !isTest ? await refusalByLookup(caller, verification) : null;
  const error = (optedOut ? refusal("recipient_opted_out") : null) ?? refusalByPlan(to, channel) ?? lookedUp;
  if (error === null) {
    const { webOrigin, androidAppHash, clientIp } = options;
    const locale = options.locale ?? policy.locale ?? "en";
    const delivery = { verification, channel, locale, webOrigin, androidAppHash, clientIp };
    const handedOver = await timed(verification, () => prepared.send(delivery));
    return sentCodeOf(channel, handedOver, prepared.secret);
  }
  await waitAsIfSent(verification);
  return {
    send: { channel, status: "suppressed", error, at: nowIso() },
    // Nobody gets to know this code, and checks compare with it as with any other.
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
      // The code may have been sent, so the person may have it.
      return { send: { channel, status: "unknown", error: null, at }, secret: prepared, countsAs: "sent" };
    case "throttled":
      throw problemOf(outcome.error, outcome.retryAfterSeconds ?? 1);
    case "rejected":
      if (!isRecipientFault(outcome)) throw problemOf(outcome.error, null);
      return { send: { channel, status: "failed", error: outcome.error, at }, secret: prepared, countsAs: "failed" };
  }
};

/** The problem that a client gets for a failure of the provider or the configuration. */
const problemOf = (error: ProviderError, retryAfterSeconds: number | null): Problem => {
  const extensions = { providerError: error.code, providerCode: error.providerCode };
  const details = { detail: error.message, extensions };
  if (retryAfterSeconds !== null) {
    const isTooOften = error.code === "verification_attempts_exceeded";
    return new Problem(isTooOften ? "too_many_attempts" : "temporarily_unavailable", { ...details, retryAfterSeconds });
  }
  switch (error.code) {
    case "credentials_rejected":
      return new Problem("provider_rejected_credentials", details);
    case "provider_unavailable":
      return new Problem("temporarily_unavailable", { ...details, retryAfterSeconds: 1 });
    case "not_supported":
      return new Problem("not_supported", details);
    default:
      return new Problem("conflict", details);
  }
};

const refusal = (code: ProviderErrorCode): CodeSend["error"] => providerError(code, null);

/** Refuses a number by the numbering plan alone, which costs nothing. */
const refusalByPlan = (to: string, channel: CodeSend["channel"]): CodeSend["error"] =>
  refusalOfKind(normalize(to).type, channel);

/** On Twilio's scale from 0 to 100: https://www.twilio.com/docs/lookup/v2-api/sms-pumping-risk */
const highRiskScore = 75;

/** Short, because the provider call, its retry and its failover must follow within the function's 28 s. */
const lookupTimeoutMilliseconds = 3_000;

/**
 * Refuses a number by a lookup, which may come from the cache, so that a second send costs nothing. A failed lookup refuses nobody,
 * because the limits apply anyway.
 */
const refusalByLookup = async (
  caller: Caller,
  { to, channel, providerConfigId }: Pick<StoredVerification, "to" | "channel" | "providerConfigId">,
): Promise<CodeSend["error"]> => {
  try {
    const lookup = lookUp(caller, {
      number: to,
      fields: ["lineType", "smsPumpingRisk"],
      refresh: false,
      providerConfigId: providerConfigId ?? undefined,
    });
    // A later result is cached for the next time.
    const found = await Promise.race([lookup, sleep(lookupTimeoutMilliseconds, null, { ref: false })]);
    if (found === null) throw new Problem("temporarily_unavailable", { detail: "The lookup took too long." });
    const { lineType, extra } = found;
    return refusalOfKind(lineType, channel) ?? (isHighRisk(extra.smsPumpingRisk) ? refusal("fraud_suspected") : null);
  } catch (error) {
    if (error instanceof Problem) log.warn("verification_not_looked_up", { problem: error.code });
    else log.error("store_unavailable", error);
    return null;
  }
};

const isHighRisk = (risk: unknown): boolean => {
  if (typeof risk !== "object" || risk === null) return false;
  const { numberBlocked, carrierRiskCategory, smsPumpingRiskScore }: Record<string, unknown> = { ...risk };
  return (
    numberBlocked === true ||
    carrierRiskCategory === "high" ||
    (typeof smsPumpingRiskScore === "number" && smsPumpingRiskScore >= highRiskScore)
  );
};

/** Kinds of number on which nobody receives a code. SMS pumping uses the expensive ones. */
const unsendableKinds = new Set(["premiumRate", "premium", "sharedCost", "pager", "uan", "voicemail"]);
/** A landline takes calls, but no texts. */
const landlineKinds = new Set(["fixedLine", "landline"]);

/** Why a kind of number, as the numbering plan or a lookup names it, gets no code over this channel. Null: it does. */
const refusalOfKind = (kind: string | null, channel: CodeSend["channel"]): CodeSend["error"] => {
  if (kind === null) return null;
  if (unsendableKinds.has(kind)) return refusal("recipient_not_routable");
  return landlineKinds.has(kind) && channel !== "call" ? refusal("recipient_landline") : null;
};
