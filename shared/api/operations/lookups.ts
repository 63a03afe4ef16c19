import * as z from "zod";
import { cursor, E164, Id, limit, NumberInput, Time, UserId, View, viewQuery } from "../common.ts";
import { operation } from "../operation.ts";
import { Country } from "../schemas/country.ts";
import { LineType, LookupField } from "../schemas/lookup-fields.ts";
import { text } from "../text.ts";

export const Lookup = z
  .object({
    number: E164,
    country: z.string().nullable(),
    isValid: z.boolean(),
    lineType: LineType.nullable(),
    isMobile: z.boolean().nullable(),
    isVoip: z.boolean().nullable(),
    carrier: z
      .object({ name: z.string().nullable(), mcc: z.string().nullable(), mnc: z.string().nullable() })
      .nullable(),
    callerName: z.string().nullable(),
    extra: z
      .record(z.string(), z.unknown())
      .meta({ description: "The provider's answer to each further package that was asked for" }),
    source: z.enum(["provider", "manual", "metadata"]),
    providerConfigId: Id.nullable(),
    ownerUserId: UserId.nullable(),
    lookedUpAt: Time,
    expiresAt: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
    cached: z.boolean(),
  })
  .meta({ id: "Lookup" });

/** `view=basic`: the number and its line type. */
export const BasicLookup = Lookup.pick({
  number: true,
  country: true,
  isValid: true,
  lineType: true,
  isMobile: true,
  isVoip: true,
});
const LookupInView = z.union([Lookup, BasicLookup]);

export const LookupNumber = z
  .strictObject({
    number: NumberInput,
    country: Country.optional(),
    fields: z
      .array(LookupField)
      .max(10)
      .optional()
      .meta({ description: "What to know beyond validity: lineType unless said. Each is paid for once, then cached" }),
    refresh: z
      .boolean()
      .default(false)
      .meta({ description: "Ask the provider now, whatever is cached or written down by hand" }),
    providerConfigId: Id.optional(),
  })
  .meta({ id: "LookupNumber" });

export const PutLookup = z
  .strictObject({
    country: Country.nullable().optional(),
    isValid: z.boolean().default(true),
    lineType: LineType.nullable().default(null),
    carrier: z
      .strictObject({
        name: text(128).nullable().default(null),
        mcc: z
          .string()
          .regex(/^[0-9]{3}$/, "must be 3 digits")
          .nullable()
          .default(null),
        mnc: z
          .string()
          .regex(/^[0-9]{2,3}$/, "must be 2 or 3 digits")
          .nullable()
          .default(null),
      })
      .nullable()
      .default(null),
    callerName: text(128).nullable().default(null),
    ownerUserId: UserId.nullable().default(null),
  })
  .meta({ id: "PutLookup" });

export const lookupNumber = operation({
  id: "lookupNumber",
  method: "POST",
  path: "/v1/lookups",
  permission: "lookup_numbers",
  summary: "Look a number up, from the cache where it can",
  description:
    "Costs money at the provider unless cached, each field by itself; a manual record takes precedence unless refresh is set. Text that is no number is a 400; a number that does not exist in its country's plan answers 200 with isValid false, reaches no provider and is not stored. Configurations in test mode or of a provider without lookups (SNS), tenants without a configuration and test keys get what the numbering plan tells, source metadata, whatever fields say. A lookup that waits too long for another of the same number is answered 503: ask again.",
  body: LookupNumber,
  answers: { 200: Lookup },
  problems: [
    "invalid_number",
    "country_required",
    "not_found",
    "provider_not_verified",
    "not_supported",
    "provider_rejected_credentials",
  ],
});

export const listLookups = operation({
  id: "listLookups",
  method: "GET",
  path: "/v1/lookups",
  permission: "view_lookups",
  own: true,
  summary: "List the cached lookups and one's own records, newest first",
  query: z.strictObject({
    limit,
    cursor,
    view: View,
    ownerUserId: UserId.optional(),
    source: z.enum(["provider", "manual", "metadata"]).optional(),
    lineType: LineType.optional(),
  }),
  answers: { 200: z.object({ items: z.array(LookupInView), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});

export const getLookup = operation({
  id: "getLookup",
  method: "GET",
  path: "/v1/lookups/{number}",
  permission: "view_lookups",
  own: true,
  summary: "Get what is known of a number, without asking the provider",
  description: "A manual record first, then the provider's freshest, then what the numbering plan tells.",
  query: viewQuery,
  answers: { 200: LookupInView },
  problems: ["invalid_number", "country_required", "not_found"],
});

export const putLookup = operation({
  id: "putLookup",
  method: "PUT",
  path: "/v1/lookups/{number}",
  permission: "manage_lookups",
  own: true,
  summary: "Store a record of one's own for a number",
  description:
    "A manual record never expires and takes precedence over the provider's; a lookup with refresh looks past it. A user without manage_lookups writes for that user alone.",
  body: PutLookup,
  answers: { 200: Lookup },
  problems: ["invalid_number", "country_required"],
});

export const deleteLookup = operation({
  id: "deleteLookup",
  method: "DELETE",
  path: "/v1/lookups/{number}",
  permission: "manage_lookups",
  own: true,
  summary: "Forget what is known of a number",
  answers: { 204: null },
  problems: ["invalid_number", "country_required", "not_found"],
});
