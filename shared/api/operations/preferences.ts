import * as z from "zod";
import { E164, NumberInput, UserId } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { PreferredChannelChanges, PreferredChannels } from "../schemas/channel-schemas.ts";
import { Locale, LocaleInput } from "../schemas/locale.ts";
import { TimeOfDay, TimeZone } from "../schemas/time-of-day.ts";

export const Preferences = z
  .object({
    userId: UserId,
    number: E164.nullable(),
    numberVerified: z.boolean().meta({
      description: "A number that its user set is used once it is verified; one that the tenant set counts as verified",
    }),
    channels: PreferredChannels,
    quietHours: z
      .object({ start: z.string(), end: z.string(), timeZone: z.string() })
      .nullable()
      .meta({ description: "Nothing but what is urgent comes in them; `start` after `end` is over midnight" }),
    locale: Locale.nullable(),
  })
  .meta({ id: "Preferences" });

export const UpdatePreferences = z
  .strictObject({
    number: NumberInput.nullable(),
    channels: PreferredChannelChanges.nullable(),
    quietHours: z.strictObject({ start: TimeOfDay, end: TimeOfDay, timeZone: TimeZone }).partial().nullable(),
    locale: LocaleInput.nullable(),
  })
  .partial()
  .meta({ id: "UpdatePreferences" });

export const getPreferences = operation({
  id: "getPreferences",
  method: "GET",
  path: "/v1/users/{userId}/preferences",
  permission: "manage_tenant",
  own: true,
  summary: "Get a user's preferences; `me` is the caller's own",
  description: "Of a user nobody has set anything for, everything is off.",
  answers: { 200: Preferences },
  rules: [rules.userItself],
});

export const updatePreferences = operation({
  id: "updatePreferences",
  method: "PATCH",
  path: "/v1/users/{userId}/preferences",
  permission: "manage_tenant",
  own: true,
  summary: "Change a user's preferences; `me` is the caller's own",
  description:
    "Merges; null sets a member back to what it is before anybody sets it. A national number needs the tenant's defaultCountry.",
  body: UpdatePreferences,
  answers: { 200: Preferences },
  problems: ["invalid_number", "country_required", "conflict"],
  rules: [rules.userItself, rules.quietTimeZone, rules.wholeQuietHours, rules.quietHoursEnd],
  audited: true,
});
