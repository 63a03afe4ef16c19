import * as z from "zod";
import { Time } from "./common.ts";
import { Country } from "./country.ts";
import { operation } from "./operation.ts";

const burst = z.int().min(1).max(10_000).meta({ description: "So many at once, after a pause" });
const PerSecond = z.object({ perSecond: z.number().min(0.01).max(1000), burst });
const PerHour = z.object({ perHour: z.number().min(0.01).max(100_000), burst });
const monthly = z.number().min(0).max(1_000_000_000);

export const LimitSettings = z.object({
  perTenant: PerSecond.meta({ description: "Single messages of the tenant; batches have a pace of their own" }),
  perNumber: PerHour.meta({ description: "Messages to one and the same number" }),
  perCountry: PerHour.nullable().meta({ description: "Messages to each country" }),
  allowedCountries: z
    .array(Country)
    .max(250)
    .nullable()
    .meta({ description: "ISO 3166-1 alpha-2; null: every country" }),
  monthlyMessages: monthly.int().nullable().meta({ description: "Messages per calendar month (UTC); null: no cap" }),
  monthlySpendUsd: monthly
    .nullable()
    .meta({ description: "US dollars per calendar month (UTC), by the hub's estimate of prices; null: no cap" }),
});

export const Limits = LimitSettings.extend({
  usage: z.object({
    month: z.string().meta({ description: "The current month, UTC", examples: ["2026-11"] }),
    messages: z.int(),
    estimatedSpendUsd: z
      .number()
      .meta({ description: "An estimate by list prices; what is billed stands in each message's price" }),
    resetsAt: Time,
  }),
}).meta({ id: "Limits" });

export const UpdateLimits = z
  .strictObject({
    perTenant: z.strictObject(PerSecond.shape).partial().nullable(),
    perNumber: z.strictObject(PerHour.shape).partial().nullable(),
    perCountry: z.strictObject(PerHour.shape).partial().nullable(),
    allowedCountries: LimitSettings.shape.allowedCountries,
    monthlyMessages: LimitSettings.shape.monthlyMessages,
    monthlySpendUsd: LimitSettings.shape.monthlySpendUsd,
  })
  .partial()
  .meta({ id: "UpdateLimits" });

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
    "What is left out stays; null returns a limit to its default. A change counts within 30 seconds. Beyond the platform's own maximum only a platform administrator may go.",
  body: UpdateLimits,
  answers: { 200: Limits },
  problems: ["not_found", "conflict"],
  audited: true,
});
