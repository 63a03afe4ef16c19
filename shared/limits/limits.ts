import type * as z from "zod";
import type { LimitSettings, UpdateLimits } from "../api/operations/limits.ts";
import { among, members, most, orNone, permitted } from "./bounds.ts";

/** The limits that apply to a tenant. */
export type Limits = z.output<typeof LimitSettings>;

/** The limits that somebody set. One member of a rate can be set alone. For an unset limit, the layer below applies. */
export type LimitOverrides = { [Name in keyof Limits]?: NonNullable<z.output<typeof UpdateLimits>[Name]> };

/** The settings for a tenant: the ceilings of a platform administrator, and the tenant's own limits below them. */
export interface LimitLayers {
  ceilings: LimitOverrides;
  own: LimitOverrides;
}

/** The limits that apply if nobody sets any. */
export const defaultLimits: Limits = {
  perTenant: { perSecond: 25, burst: 100 },
  perNumber: { perHour: 20, burst: 10 },
  perCountry: null,
  allowedCountries: null,
  allowPremiumNumbers: false,
  monthlyMessages: null,
  monthlySpendUsd: null,
};

/** The ceilings that apply if no platform administrator sets any. They protect the hub and the recipients. */
const platformMaximum: Limits = {
  ...defaultLimits,
  perTenant: { perSecond: 100, burst: 1000 },
  perNumber: { perHour: 60, burst: 30 },
  allowPremiumNumbers: true,
};

/** Supplies the other member if only one member of `perCountry` is set. */
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

/** Returns the base limits with the overrides applied. */
export const overlaid = (base: Limits, over: LimitOverrides): Limits => ({
  ...base,
  ...over,
  perTenant: { ...base.perTenant, ...over.perTenant },
  perNumber: { ...base.perNumber, ...over.perNumber },
  perCountry: over.perCountry ? { ...newRate, ...base.perCountry, ...over.perCountry } : base.perCountry,
});

/** The ceilings, which the tenant's own limits cannot exceed. */
export const ceilingsIn = ({ ceilings }: LimitLayers): Limits => overlaid(platformMaximum, ceilings);

/**
 * The limits that apply: the tenant's own, else the ceiling that an administrator set, else the default. They never exceed the ceiling,
 * even if it was lowered after the tenant set its own limits.
 */
export const limitsIn = (layers: LimitLayers): Limits =>
  limitBounds.stricter(overlaid(overlaid(defaultLimits, layers.ceilings), layers.own), ceilingsIn(layers));
