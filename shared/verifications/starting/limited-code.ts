import type { LimitedCode } from "../limits/send-limits.ts";
import type { PlannedCode } from "./plan-verification.ts";

/** What the limits count of a code. */
export const limitedCode = (
  { verification, policy, tag }: PlannedCode,
  { clientIp, deviceId }: Pick<LimitedCode, "clientIp" | "deviceId">,
): LimitedCode => {
  const { scope, to, country, channel, isTest } = verification;
  const allowedCountries = policy.allowedCountries ?? [];
  return { scope, to, tag, country, channel, policy, allowedCountries, isTest, clientIp, deviceId };
};
