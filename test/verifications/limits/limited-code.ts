import type { Scope, TenantId } from "../../../shared/kernel/ids.ts";
import { scopeOf } from "../../../shared/kernel/ids.ts";
import type { PolicyOverrides } from "../../../shared/verification-policies/verification-policy.ts";
import { policyIn } from "../../../shared/verification-policies/verification-policy.ts";
import type { LimitedCode } from "../../../shared/verifications/limits/send-limits.ts";
import { numberHashPrefix } from "../../../shared/verifications/number-hash-prefix.ts";
import type { StoredVerification } from "../../../shared/verifications/verification.ts";
import { newVerificationId } from "../../../shared/verifications/verification-keys.ts";

let tenants = 0;
export const newTenantId = (): TenantId => `ten_codes${++tenants}` as TenantId;

let numbers = 0;
/** A number in a new block of 10,000, so that prefix limits do not collide. */
export const newNumber = (): string =>
  `+1415${200 + (++numbers % 800)}${String(Math.floor(numbers / 800)).padStart(4, "0")}`;

/** A code with the limits that startVerification draws from. Limits that the test does not set are wide. */
export const codeOf = async (
  tenantId: TenantId,
  more: Partial<LimitedCode> & { overrides?: PolicyOverrides } = {},
): Promise<LimitedCode> => {
  const { overrides, ...rest } = more;
  const scope = rest.scope ?? scopeOf(tenantId, "live");
  const to = rest.to ?? newNumber();
  return {
    scope,
    to,
    hashPrefix: await numberHashPrefix(scope, to),
    country: "US",
    channel: "sms",
    policy: policyIn({ ceilings: {}, own: overrides ?? {} }),
    allowedCountries: ["US"],
    isTest: false,
    ...rest,
  };
};

/** A verification whose latest code was sent at `sentAt`. */
export const verificationOf = (
  code: { scope: Scope; to: string; hashPrefix: string },
  sentAt: number,
  more: Partial<StoredVerification> = {},
): StoredVerification => {
  const at = new Date(sentAt).toISOString();
  return {
    id: newVerificationId(code.hashPrefix),
    scope: code.scope,
    to: code.to,
    country: "US",
    channel: "sms",
    engine: "own",
    purpose: "login",
    providerConfigId: null,
    metadata: {},
    status: "pending",
    attempts: 0,
    maximumAttempts: 5,
    codeLength: 6,
    lifetimeSeconds: 600,
    sends: [{ channel: "sms", status: "sent", error: null, at }],
    nextSendAt: null,
    codeExpiresAt: sentAt + 600_000,
    isTest: false,
    createdAt: at,
    ...more,
  };
};
