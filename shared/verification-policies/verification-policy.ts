import type * as z from "zod";
import { codeChannels } from "../api/channels.ts";
import type { PolicySettings } from "../api/operations/verification-policies.ts";
import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import { type Scope, scopeMode, type TenantId } from "../kernel/ids.ts";
import { type Ceilings, ceilingsWith, withinCeilings } from "./policy-ceilings.ts";

/** A tenant's policy as it applies. */
export type VerificationPolicy = z.output<typeof PolicySettings>;
/** The settings of the tenant itself. */
export type PolicyOverrides = Partial<VerificationPolicy>;

/** The settings behind a policy: `ceilings` by a platform administrator, `own` by the tenant. */
export interface PolicyLayers {
  ceilings: Partial<Ceilings>;
  own: PolicyOverrides;
}

/**
 * Six digits, ten minutes and few attempts satisfy NIST SP 800-63B §3.1.3.2 (at least six digits, at most ten minutes) and its limit on
 * failures. By default only the tenant's own country is allowed, because SMS pumping pays abroad.
 */
export const defaultPolicy: VerificationPolicy = {
  engine: "own",
  providerConfigId: null,
  channels: [...codeChannels],
  ladder: null,
  purposes: ["registration", "login", "password_reset", "phone_verification"],
  codeLength: 6,
  lifetimeSeconds: 600,
  maximumAttempts: 5,
  cooldownSeconds: [30, 60, 120],
  sendsPerNumberPerHour: 5,
  failuresPerNumberPerDay: 10,
  perTenant: { perHour: 3600, burst: 300 },
  perClientIp: { perHour: 20, burst: 10 },
  perDevice: { perHour: 20, burst: 10 },
  perPrefix: { perHour: 120, burst: 60 },
  breaker: { minimumSends: 20, minimumApprovedShare: 0.1, closedMinutes: 60 },
  allowedCountries: null,
  lookupFirst: false,
  brandName: null,
  templateId: null,
  locale: null,
  testNumbers: [],
};

/** The tenant's settings, else the ceilings that an administrator set, else the defaults; never more than the ceilings. */
export const policyIn = ({ ceilings, own }: PolicyLayers): VerificationPolicy => {
  const policy = withinCeilings({ ...defaultPolicy, ...ceilings, ...own }, ceilings);
  // A ceiling may have removed a channel since the tenant set its ladder.
  const ladder = policy.ladder?.filter((channel) => policy.channels.includes(channel)) ?? [];
  return { ...policy, ladder: ladder.length > 0 ? ladder : null };
};

/** The key of a policy's row, in the table of tenants. No tenant id contains a `#`. */
export const policyKey = (tenantId: TenantId) => ({ pk: `${tenantId}#verification-policy` });

/** The policy as it applies, and the layers behind it. */
export const viewOfPolicy = (layers: PolicyLayers) => ({
  ...policyIn(layers),
  ceilings: ceilingsWith(layers.ceilings),
  own: layers.own,
});

/** Throws invalid_request for a purpose that the policy does not list. */
export const requirePurpose = ({ purposes }: VerificationPolicy, purpose: string): void => {
  if (!purposes.includes(purpose)) throw broken(rules.policyPurpose, { more: purposes.join(", ") });
};

/** The fixed code of a test number. Null: the number is not listed, or the key is live. */
export const testCodeOf = (scope: Scope, to: string, { testNumbers }: VerificationPolicy): string | null =>
  scopeMode(scope) === "test" ? (testNumbers.find(({ number }) => number === to)?.code ?? null) : null;
