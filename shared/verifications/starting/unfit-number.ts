import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../identity/caller.ts";
import { Problem } from "../../kernel/errors.ts";
import { lookUp } from "../../lookups/lookup-number.ts";
import { normalize } from "../../numbers/normalize.ts";
import { log } from "../../observability/logger.ts";
import { type ProviderErrorCode, providerError } from "../../providers/provider-error.ts";
import type { CodeSend, StoredVerification } from "../verification.ts";

export const refused = (code: ProviderErrorCode): CodeSend["error"] => providerError(code, null);

/** By the numbering plan alone, which costs nothing. */
export const refusalByPlan = (to: string, channel: CodeSend["channel"]): CodeSend["error"] =>
  refusalOfKind(normalize(to).type, channel);

/** Of Twilio's 0 to 100: https://www.twilio.com/docs/lookup/v2-api/sms-pumping-risk */
const highRiskScore = 75;

/** The provider's call, its second try and its failover come after it, all within the function's 28 s. */
const patienceMilliseconds = 3_000;

/**
 * Why a number gets no code by what a lookup tells of it; from the cache where it can, so a second send costs nothing. A lookup that
 * fails stops nobody: the limits are there without it.
 */
export const refusalByLookup = async (
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
    const found = await Promise.race([lookup, sleep(patienceMilliseconds, null, { ref: false })]);
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
