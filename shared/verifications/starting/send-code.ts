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

const refused = (code: ProviderErrorCode): CodeSend["error"] => providerError(code, null);

/** By the numbering plan alone, which costs nothing. */
const refusalByPlan = (to: string, channel: CodeSend["channel"]): CodeSend["error"] =>
  refusalOfKind(normalize(to).type, channel);

/** Of Twilio's 0 to 100: https://www.twilio.com/docs/lookup/v2-api/sms-pumping-risk */
const highRiskScore = 75;

/** Short, because the provider call, its retry and its failover must follow within the function's 28 s. */
const lookupTimeoutMilliseconds = 3_000;

/**
 * Why a number gets no code by what a lookup tells of it; from the cache where it can, so a second send costs nothing. A lookup that
 * fails stops nobody: the limits are there without it.
 */
const refusalByLookup = async (
  caller: Caller,
  { to, channel, providerConfigId }: Pick<StoredVerification, "to" | "channel" | "providerConfigId">,
): Promise<CodeSend["error"]> => {
  try {
    const wanted = { number: to, fields: ["lineType", "smsPumpingRisk"], refresh: false } as const;
    const lookup = lookUp(caller, {
      ...wanted,
      fields: [...wanted.fields],
      providerConfigId: providerConfigId ?? undefined,
    });
    // What it brings later is kept for the next time.
    const found = await Promise.race([lookup, sleep(lookupTimeoutMilliseconds, null, { ref: false })]);
    if (found === null) throw new Problem("temporarily_unavailable", { detail: "The lookup took too long." });
    const { lineType, extra } = found;
    return refusalOfKind(lineType, channel) ?? (isHighRisk(extra.smsPumpingRisk) ? refused("fraud_suspected") : null);
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

/** Kinds that no person receives a code on; those that cost more are what pumping is made of. */
const never = new Set(["premiumRate", "premium", "sharedCost", "pager", "uan", "voicemail"]);
/** A landline can be called, and reads nothing. */
const unread = new Set(["fixedLine", "landline"]);

/** Whether a kind of number (the numbering plan's or a lookup's name of it) gets no code over this channel, and why. */
const refusalOfKind = (kind: string | null, channel: CodeSend["channel"]): CodeSend["error"] => {
  if (kind === null) return null;
  if (never.has(kind)) return refused("recipient_not_routable");
  return unread.has(kind) && channel !== "call" ? refused("recipient_landline") : null;
};
