import { setTimeout as sleep } from "node:timers/promises";
import type { Caller } from "../../identity/caller.ts";
import { second } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import { lookUp } from "../../lookups/lookup-number.ts";
import { log } from "../../observability/logger.ts";
import type { CodeSend, StoredVerification } from "../verification.ts";
import { refusalOfKind, refused } from "./unfit-number.ts";

/** Of Twilio's 0 to 100: https://www.twilio.com/docs/lookup/v2-api/sms-pumping-risk */
const highRiskScore = 75;

/** The provider's call, its second try and its failover come after it, all within the function's 28 s. */
const patienceMilliseconds = 3 * second;

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
