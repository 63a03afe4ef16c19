import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { readPreferences } from "../preferences/preference-reads.ts";
import { inQuietHours, type QuietHours } from "../preferences/quiet-hours.ts";
import { timeZoneOfCountry } from "./time-zone-of-country.ts";

/** When not to disturb, whoever the recipient is. */
export interface QuietRule extends QuietHours {
  /** The clock is that of the number's country; `timeZone` stands in where that has several, or none. */
  byCountry: boolean;
}

/** What holds for messages of this caller, for this user: the user's own quiet hours win over the tenant's. Null: there are none. */
export const quietRuleFor = async (caller: Caller, userId: string | null): Promise<QuietRule | null> => {
  const own = userId === null ? null : (await readPreferences(caller.scope, userId)).quietHours;
  if (own) return { ...own, byCountry: false };
  const { quietHours, timeZone } = caller;
  return quietHours && { ...quietHours, timeZone, byCountry: true };
};

/** When it is no longer quiet at this number; undefined: it is not quiet then. */
export const quietEnd = (rule: QuietRule, to: string, at: Date): Date | undefined => {
  const { byCountry, ...hours } = rule;
  const timeZone = byCountry ? timeZoneOfCountry(normalize(to).country, hours.timeZone) : hours.timeZone;
  return inQuietHours({ ...hours, timeZone }, at).until;
};
