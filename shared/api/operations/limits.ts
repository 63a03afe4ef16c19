import * as z from "zod";
import { Time } from "../common.ts";
import { operation } from "../operation.ts";
import { Country } from "../schemas/country.ts";
import { decimal } from "../schemas/decimal.ts";

const burst = z.int().min(1).max(10_000).meta({ description: "So many at once, after a pause" });
const PerSecond = z.object({ perSecond: decimal(0.01, 1000, 0.01), burst });
const PerHour = z.object({ perHour: decimal(0.01, 100_000, 0.01), burst });
const monthlyMost = 1_000_000_000;

export const LimitSettings = z.object({
  perTenant: PerSecond.meta({ description: "Single messages of the tenant; batches have a pace of their own" }),
  perNumber: PerHour.meta({ description: "Messages to one and the same number" }),
  perCountry: PerHour.nullable().meta({ description: "Messages to each country" }),
  allowedCountries: z
    .array(Country)
    .max(250)
    .nullable()
    .meta({ description: "ISO 3166-1 alpha-2; null: every country" }),
  allowPremiumNumbers: z.boolean().meta({
    description:
      "Whether messages may go to numbers whose owner earns from them: premium-rate (+1 900, +979 …) and shared-cost ones. Codes never go there",
  }),
  monthlyMessages: z
    .int()
    .min(0)
    .max(monthlyMost)
    .nullable()
    .meta({ description: "Messages per calendar month (UTC); null: no cap" }),
  monthlySpendUsd: decimal(0, monthlyMost, 0.01)
    .nullable()
    .meta({ description: "US dollars per calendar month (UTC), by the hub's estimate of prices; null: no cap" }),
});

const changeable = {
  perTenant: z.strictObject(PerSecond.shape).partial().nullable(),
  perNumber: z.strictObject(PerHour.shape).partial().nullable(),
  perCountry: z.strictObject(PerHour.shape).partial().nullable(),
  allowedCountries: LimitSettings.shape.allowedCountries,
  allowPremiumNumbers: LimitSettings.shape.allowPremiumNumbers.nullable(),
  monthlyMessages: LimitSettings.shape.monthlyMessages,
  monthlySpendUsd: LimitSettings.shape.monthlySpendUsd,
};

export const UpdateLimits = z.strictObject(changeable).partial().meta({ id: "UpdateLimits" });

export const Limits = LimitSettings.extend({
  usage: z.object({
    month: z.string().meta({ description: "The current month, UTC", examples: ["2026-11"] }),
    messages: z.int(),
    estimatedSpendUsd: z
      .number()
      .meta({ description: "An estimate by list prices; what is billed stands in each message's price" }),
    resetsAt: Time,
  }),
  ceilings: LimitSettings.meta({
    id: "LimitCeilings",
    description:
      "What a platform administrator allows at most; null: no ceiling. The stricter of this and the tenant's own applies",
  }),
  own: z.object(changeable).partial().meta({
    id: "OwnLimits",
    description: "What the tenant set itself; of what is left out, its ceiling or the default applies",
  }),
}).meta({ id: "Limits" });

export const getLimits = operation({
  id: "getLimits",
  method: "GET",
  path: "/v1/tenants/{id}/limits",
  permission: "manage_tenant",
  summary: "Get a tenant's limits and what it has used; `current` is the caller's own",
  answers: { 200: Limits },
  problems: ["not_found"],
});

export const updateLimits = operation({
  id: "updateLimits",
  method: "PATCH",
  path: "/v1/tenants/{id}/limits",
  permission: "manage_tenant",
  summary: "Change a tenant's limits",
  description:
    "A platform administrator sets the tenant's ceilings; the tenant itself sets limits below them, and is answered 403 beyond. What is left out stays; null takes back what was set: then the ceiling or the default holds. A change counts within 30 seconds.",
  body: UpdateLimits,
  answers: { 200: Limits },
  problems: ["not_found", "conflict"],
  audited: true,
});
