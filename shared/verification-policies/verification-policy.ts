import type * as z from "zod";
import { codeChannels } from "../api/channels.ts";
import type { PolicySettings } from "../api/operations/verification-policies.ts";
import * as rules from "../api/rules.ts";
import { broken } from "../kernel/errors.ts";
import { type Scope, scopeMode, type TenantId } from "../kernel/ids.ts";
import { type Ceilings, ceilingsWith, heldBy } from "./policy-ceilings.ts";

/** How a tenant verifies numbers, as it applies. */
export type VerificationPolicy = z.output<typeof PolicySettings>;
/** What a tenant set itself. */
export type PolicyOverrides = Partial<VerificationPolicy>;

/** What was set for a tenant: by a platform administrator its ceilings, by the tenant everything else. */
export interface PolicyLayers {
  ceilings: Partial<Ceilings>;
  own: PolicyOverrides;
}

/**
 * Six digits, ten minutes and few attempts: within NIST SP 800-63B §3.1.3.2 (at least six digits, ten minutes at most) and its limit
 * on failures. Countries are denied by default, but for the tenant's own: pumping pays abroad.
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

/** What the tenant set, else its ceiling where an administrator set one, else the default; never more than the ceiling. */
export const policyIn = ({ ceilings, own }: PolicyLayers): VerificationPolicy => {
  const policy = heldBy({ ...defaultPolicy, ...ceilings, ...own }, ceilings);
  // A channel may have been closed since the tenant set its ladder.
  const ladder = policy.ladder?.filter((channel) => policy.channels.includes(channel)) ?? [];
  return { ...policy, ladder: ladder.length > 0 ? ladder : null };
};

/** Beside the tenant's own row: an id of a tenant holds no `#`. */
export const policyKey = (tenantId: TenantId) => ({ pk: `${tenantId}#verification-policy` });

/** A policy as it applies, and the layers behind it. */
export const viewOfPolicy = (layers: PolicyLayers) => ({
  ...policyIn(layers),
  ceilings: ceilingsWith(layers.ceilings),
  own: layers.own,
});

/** Throws invalid_request for a purpose that is not one of the policy's. */
export const requirePurpose = ({ purposes }: VerificationPolicy, purpose: string): void => {
  if (!purposes.includes(purpose)) throw broken(rules.policyPurpose, { more: purposes.join(", ") });
};

/** The fixed code of a listed test number; null for a live key, which never gets as far as the list. */
export const testCodeOf = (scope: Scope, to: string, { testNumbers }: VerificationPolicy): string | null =>
  scopeMode(scope) === "test" ? (testNumbers.find(({ number }) => number === to)?.code ?? null) : null;
