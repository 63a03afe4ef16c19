import { Problem } from "../errors.ts";
import type { Caller } from "../lambda/caller.ts";
import { log } from "../logger.ts";
import { lookUp } from "../lookups/lookup-number.ts";
import { refusalOfKind, refused } from "./unfit-number.ts";
import type { CodeSend, StoredVerification } from "./verification.ts";

/** Of Twilio's 0 to 100: https://www.twilio.com/docs/lookup/v2-api/sms-pumping-risk */
const highRiskScore = 75;

/**
 * Why a number gets no code by what a lookup tells of it; from the cache where it can, so a second send costs nothing. A lookup that
 * fails stops nobody: the limits are there without it.
 */
export const refusalByLookup = async (
  caller: Caller,
  { to, channel, providerConfigId }: Pick<StoredVerification, "to" | "channel" | "providerConfigId">,
): Promise<CodeSend["error"]> => {
  try {
    const { lineType, extra } = await lookUp(caller, {
      number: to,
      fields: ["lineType", "smsPumpingRisk"],
      refresh: false,
      providerConfigId: providerConfigId ?? undefined,
    });
    return refusalOfKind(lineType, channel) ?? (isHighRisk(extra.smsPumpingRisk) ? refused("fraud_suspected") : null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log.warn("verification_not_looked_up", { problem: error.code });
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
