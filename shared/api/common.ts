import * as z from "zod";
import { sized } from "./schemas/entries.ts";
import { callerAsUser, isWellFormed, userIdPattern } from "./schemas/user-id.ts";
import { text } from "./text.ts";

/** E.164: a plus, a country code, at most 15 digits (ITU-T E.164). */
export const e164Pattern = /^\+[1-9][0-9]{4,14}$/;

export const E164 = z
  .string()
  .regex(e164Pattern, "must be a phone number in E.164, such as +14155550123")
  .meta({ id: "E164", description: "A phone number in E.164", examples: ["+14155550123"] });

/** A number in a path or a query, in any common spelling. shared/numbers/number-in-url.ts parses it. */
export const NumberInUrl = text(64)
  .min(1)
  .meta({
    description:
      "A phone number in any common spelling: national with the tenant's defaultCountry, and of an international one the plus may be left out",
    examples: ["+14155550123"],
  });

/** Like NumberInUrl, for the sender or the recipient of a message. */
export const PartyInUrl = NumberInUrl.meta({
  description:
    "A phone number in any common spelling, national with the tenant's defaultCountry; or a sender as a message shows it: a short code, a name, a Messaging Service",
  examples: ["+14155550123"],
});

/** A phone number as a person types it. */
export const NumberInput = text(64)
  .min(1)
  .meta({ description: "A phone number in any common spelling", examples: ["(415) 555-0123"] });

export const Time = z.iso.datetime({ precision: 3 }).meta({ description: "ISO 8601, UTC, milliseconds" });

/** RFC 3339, with years 1000 to 2999, which sort correctly as text. z.iso.datetime checks the days of each month. */
const moment =
  /^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/;

/** A time in a request, with any offset. It becomes UTC with milliseconds. */
export const TimeInput = z
  .string()
  .regex(moment, {
    error: "must be a date and time with seconds, and an offset or Z: 2026-12-24T18:00:00Z",
    abort: true,
  })
  .refine((text) => z.iso.datetime({ offset: true }).safeParse(text).success, {
    error: "must be a day that there is",
    abort: true,
  })
  .overwrite((text) => new Date(text).toISOString())
  .meta({
    id: "TimeInput",
    description: "RFC 3339, with an offset or Z",
    examples: ["2026-12-24T18:00:00+01:00"],
    format: "date-time",
  });

export const Id = text(128).min(1);
export const UserId = text(128)
  .min(1)
  .regex(userIdPattern, "must not hold a control character")
  .refine((id) => id !== callerAsUser, "must not be `me`, which names the caller, in a path alone")
  .refine(isWellFormed, "must not hold NUL or half a surrogate pair")
  .meta({
    description: "The tenant's own id of a user, or the subject of the user's tokens; not `me`",
    not: { const: callerAsUser },
  });

/** The user for whom a tenant's API key acts: it uses that user's configuration, numbers and history. */
export const OnBehalfOf = UserId.meta({
  description:
    "The user for whom an API key with act_for_users acts: goes by that user's own configuration, if there is one. A token always acts for its subject and may not say this",
});

/** Named strings for the tenant's own use: at most 20 entries. */
export const Metadata = sized(z.record(text(64).min(1), text(512)), { most: 20 }).meta({
  description: "The tenant's own notes: at most 20 short strings",
});

/** A name for people. The hub trims spaces around it. */
export const Name = text(100).regex(/\S/, "must not be empty").trim();

export const View = z.enum(["basic", "default", "full"]).default("default");
export const viewQuery = z.strictObject({ view: View });

export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const cursor = z
  .string()
  .max(1024)
  .regex(/^[A-Za-z0-9_-]+$/, "must be a nextCursor as it came")
  .optional()
  .meta({ description: "`nextCursor` of the page before" });

export const listQuery = z.strictObject({ limit, cursor });
