import type * as z from "zod";
import type { LimitSettings, UpdateLimits } from "../api/operations/limits.ts";
import { among, members, most, orNone, permitted } from "./bounds.ts";

/** A tenant's limits as they apply. */
export type Limits = z.output<typeof LimitSettings>;

/** What somebody set: of a rate, one member may be set alone. What is not set is as the layer below says. */
export type LimitOverrides = { [Name in keyof Limits]?: NonNullable<z.output<typeof UpdateLimits>[Name]> };

/** What was set for a tenant: by a platform administrator its ceilings, by the tenant what it wants below them. */
export interface LimitLayers {
  ceilings: LimitOverrides;
  own: LimitOverrides;
}

/** What applies where nobody set anything. */
export const defaultLimits: Limits = {
  perTenant: { perSecond: 25, burst: 100 },
  perNumber: { perHour: 20, burst: 10 },
  perCountry: null,
  allowedCountries: null,
  allowPremiumNumbers: false,
  monthlyMessages: null,
  monthlySpendUsd: null,
};

/** The ceilings where a platform administrator set none: they protect the hub and the people behind the numbers. */
const platformMaximum: Limits = {
  ...defaultLimits,
  perTenant: { perSecond: 100, burst: 1000 },
  perNumber: { perHour: 60, burst: 30 },
  allowPremiumNumbers: true,
};

/** The rest of a rate that was set in part where there was none. */
const newRate = defaultLimits.perNumber;

const rate = members<{ perHour: number; burst: number }>({ perHour: most, burst: most });

export const limitBounds = members<Limits>({
  perTenant: members<Limits["perTenant"]>({ perSecond: most, burst: most }),
  perNumber: rate,
  perCountry: orNone(rate),
  allowedCountries: orNone(among<string>()),
  allowPremiumNumbers: permitted,
  monthlyMessages: orNone(most),
  monthlySpendUsd: orNone(most),
});

/** The limits, but for what was set over them. */
export const overlaid = (base: Limits, over: LimitOverrides): Limits => ({
  ...base,
  ...over,
  perTenant: { ...base.perTenant, ...over.perTenant },
  perNumber: { ...base.perNumber, ...over.perNumber },
  perCountry: over.perCountry ? { ...newRate, ...base.perCountry, ...over.perCountry } : base.perCountry,
});

/** Beyond these the tenant cannot go. */
export const ceilingsIn = ({ ceilings }: LimitLayers): Limits => overlaid(platformMaximum, ceilings);

/**
 * What applies: what the tenant set, else its ceiling where an administrator set one, else the default; never more than the ceiling,
 * though it was lowered since below what the tenant set.
 */
export const limitsIn = (layers: LimitLayers): Limits =>
  limitBounds.stricter(overlaid(overlaid(defaultLimits, layers.ceilings), layers.own), ceilingsIn(layers));
