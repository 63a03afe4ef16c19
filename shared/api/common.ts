import * as z from "zod";
import { userIdPattern } from "../user-id.ts";

/** E.164: a plus, a country code, at most 15 digits (ITU-T E.164). */
export const e164Pattern = /^\+[1-9]\d{4,14}$/;

export const E164 = z
  .string()
  .regex(e164Pattern)
  .meta({ id: "E164", description: "A phone number in E.164", examples: ["+14155550123"] });

/** A number in a path or a query, where `+1…`, `%2B1…`, a space for the plus, and `1…` mean the same. */
export const NumberInUrl = z
  .string()
  .max(32)
  .transform((text) => `+${text.replace(/^[+ ]+/, "")}`)
  .pipe(z.string().regex(e164Pattern, "not a phone number in E.164"))
  .meta({ description: "A phone number in E.164; the plus may be left out", examples: ["+14155550123"] });

/** Whatever a person types as a phone number. */
export const NumberInput = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "A phone number in any common spelling", examples: ["(415) 555-0123"] });

export const Country = z
  .string()
  .regex(/^[A-Za-z]{2}$/)
  .transform((code) => code.toUpperCase())
  .meta({ description: "ISO 3166-1 alpha-2 country of a national number", examples: ["US"] });

export const Time = z.iso.datetime({ precision: 3 }).meta({ description: "ISO 8601, UTC, milliseconds" });

/** A moment as a client may write it: any ISO 8601 offset. Becomes UTC with milliseconds. */
export const TimeInput = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .meta({ description: "ISO 8601 with an offset or Z" });

export const Id = z.string().min(1).max(128);
export const UserId = z
  .string()
  .min(1)
  .max(128)
  .regex(userIdPattern, "holds a control character or half a surrogate pair, or is `me`")
  .meta({ description: "The tenant's own id of a user, or the subject of the user's tokens; not `me`" });

/** The user for whom a tenant's API key acts: their own configuration, numbers and history. */
export const OnBehalfOf = UserId.meta({
  description:
    "The user for whom an API key with act_for_users acts: goes by that user's own configuration, if there is one. A token always acts for its subject and may not say this",
});

/** Strings by name, for the tenant's own use: at most 20 entries. */
export const Metadata = z
  .record(z.string().min(1).max(64), z.string().max(512))
  .refine((entries) => Object.keys(entries).length <= 20, "at most 20 entries")
  .meta({ description: "The tenant's own notes: at most 20 short strings" });

export const View = z.enum(["basic", "default", "full"]).default("default");
export const viewQuery = z.strictObject({ view: View });

export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const cursor = z.string().min(1).max(1024).optional();

export const listQuery = z.strictObject({ limit, cursor });
