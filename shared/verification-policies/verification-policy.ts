import type * as z from "zod";
import type { VerificationPolicy as Contract } from "../api/verification-policies.ts";

/** How a tenant verifies numbers, as it applies. */
export type VerificationPolicy = z.output<typeof Contract>;
/** What a tenant set itself; everything else is as the defaults say. */
export type PolicyOverrides = Partial<VerificationPolicy>;
/** A change of it: null returns a setting to its default. */
export type PolicyChanges = {
  readonly [Name in keyof VerificationPolicy]?: VerificationPolicy[Name] | null | undefined;
};

/**
 * Six digits, ten minutes and few attempts: within NIST SP 800-63B §3.1.3.2 (at least six digits, ten minutes at most) and its limit
 * on failures. Countries are denied by default, but for the tenant's own: pumping pays abroad.
 */
export const defaultPolicy: VerificationPolicy = {
  engine: "own",
  providerConfigId: null,
  channels: ["sms", "whatsapp", "call"],
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

export const policyWith = (overrides: PolicyOverrides): VerificationPolicy => ({ ...defaultPolicy, ...overrides });
