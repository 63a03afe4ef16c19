import type * as z from "zod";
import type { LimitSettings } from "../api/limits.ts";

/** A tenant's limits as they apply. */
export type Limits = z.output<typeof LimitSettings>;
/** What a tenant set itself; everything else is as the defaults say. */
export type LimitOverrides = Partial<Limits>;

export const defaultLimits: Limits = {
  perTenant: { perSecond: 25, burst: 100 },
  perNumber: { perHour: 20, burst: 10 },
  perCountry: null,
  allowedCountries: null,
  monthlyMessages: null,
  monthlySpendUsd: null,
};

/** Beyond these only a platform administrator may go: they protect the hub and the people behind the numbers. */
export const platformMaximum = {
  perTenant: { perSecond: 100, burst: 1000 },
  perNumber: { perHour: 60, burst: 30 },
} as const;

export const limitsWith = (overrides: LimitOverrides): Limits => ({ ...defaultLimits, ...overrides });
