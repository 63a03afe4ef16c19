import * as z from "zod";
import { Id, listQuery, Name, Time } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { Country } from "../schemas/country.ts";
import { TimeOfDay, TimeZone } from "../schemas/time-of-day.ts";
import { CreatedApiKey } from "./api-keys.ts";

const QuietHours = z.strictObject({ start: TimeOfDay, end: TimeOfDay });

export const Tenant = z
  .object({
    id: Id,
    name: z.string(),
    status: z.enum(["active", "suspended"]),
    defaultCountry: z.string().nullable(),
    timeZone: z.string(),
    quietHours: z.object({ start: z.string(), end: z.string() }).nullable(),
    useHubProvider: z.boolean(),
    createdAt: Time,
  })
  .meta({ id: "Tenant" });

/** A new tenant gets a first live key with every permission except those of the platform. An idempotent replay does not show the secret. */
export const CreatedTenant = Tenant.extend({ apiKey: CreatedApiKey.nullable() }).meta({ id: "CreatedTenant" });

const changeable = {
  name: Name,
  defaultCountry: Country.nullable(),
  timeZone: TimeZone,
  quietHours: QuietHours.nullable(),
  useHubProvider: z.boolean().meta({
    description:
      "Whether the tenant may send by the hub's shared provider, for which the operator pays; a platform administrator alone changes it",
  }),
};

export const CreateTenant = z
  .strictObject({
    name: changeable.name,
    defaultCountry: changeable.defaultCountry.default(null),
    timeZone: changeable.timeZone.default("UTC"),
    quietHours: changeable.quietHours.default(null),
    useHubProvider: changeable.useHubProvider.default(false),
  })
  .meta({ id: "CreateTenant" });

export const UpdateTenant = z.strictObject(changeable).partial().meta({ id: "UpdateTenant" });

export const createTenant = operation({
  id: "createTenant",
  method: "POST",
  path: "/v1/tenants",
  permission: "platform_admin",
  summary: "Create a tenant and its first API key",
  body: CreateTenant,
  answers: { 201: CreatedTenant },
  problems: ["idempotency_mismatch"],
  rules: [rules.timeZone],
  idempotent: true,
  audited: true,
});

export const listTenants = operation({
  id: "listTenants",
  method: "GET",
  path: "/v1/tenants",
  permission: "platform_admin",
  summary: "List the tenants, newest first",
  query: listQuery,
  answers: { 200: z.object({ items: z.array(Tenant), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});

export const getTenant = operation({
  id: "getTenant",
  method: "GET",
  path: "/v1/tenants/{id}",
  permission: "manage_tenant",
  summary: "Get a tenant; `current` is the caller's own",
  answers: { 200: Tenant },
  problems: ["not_found"],
});

export const updateTenant = operation({
  id: "updateTenant",
  method: "PATCH",
  path: "/v1/tenants/{id}",
  permission: "manage_tenant",
  summary: "Change a tenant's settings",
  body: UpdateTenant,
  answers: { 200: Tenant },
  problems: ["not_found"],
  rules: [rules.timeZone],
  audited: true,
});

export const suspendTenant = operation({
  id: "suspendTenant",
  method: "POST",
  path: "/v1/tenants/{id}/suspend",
  permission: "platform_admin",
  summary: "Suspend a tenant: its credentials and all that it sends stop within 30 seconds",
  answers: { 200: Tenant },
  problems: ["not_found", "conflict"],
  audited: true,
});

export const resumeTenant = operation({
  id: "resumeTenant",
  method: "POST",
  path: "/v1/tenants/{id}/resume",
  permission: "platform_admin",
  summary: "Resume a suspended tenant",
  answers: { 200: Tenant },
  problems: ["not_found"],
  audited: true,
});
