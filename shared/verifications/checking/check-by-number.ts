import type { BodyOf } from "../../api/operation.ts";
import type { checkVerificationByNumber } from "../../api/operations/verifications.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { notFound } from "../../kernel/errors.ts";
import { withoutChannel } from "../../messages/planning/named-channel.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import { policyOf } from "../../verification-policies/policy-reads.ts";
import { requirePurpose } from "../../verification-policies/verification-policy.ts";
import { numberHashPrefix } from "../number-hash-prefix.ts";
import { readLatestId } from "../verification-reads.ts";
import { check, codeFrom } from "./check-verification.ts";

/** Checks a code against a number's latest verification for a purpose. Throws what check throws, and invalid_number, country_required. */
export const checkByNumber = async (caller: Caller, request: BodyOf<typeof checkVerificationByNumber>) => {
  const { code, purpose, clientIp, deviceId } = request;
  codeFrom(code);
  const to = toE164(withoutChannel(request.to), request.country ?? caller.defaultCountry, {
    withFictional: takesFictional(caller),
  });
  // Both are cached: only a cold start waits.
  const [policy, hashPrefix] = await Promise.all([policyOf(caller.tenantId), numberHashPrefix(caller.scope, to)]);
  requirePurpose(policy, purpose);
  const id = await readLatestId(caller.scope, hashPrefix, purpose);
  if (id === null) throw notFound("verification");
  return check(caller, id, { code, clientIp, deviceId });
};
