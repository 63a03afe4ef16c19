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

/**
 * What holds for messages of this caller to this user: the user's own quiet hours win over the tenant's. Null: there are none. The user is
 * who the request says it is for; whoever merely calls is not the one to be disturbed.
 */
export const quietRuleFor = async (caller: Caller, userId: string | null): Promise<QuietRule | null> => {
  const own = userId === null ? null : (await readPreferences(caller.scope, userId)).quietHours;
  if (own) return { ...own, byCountry: false };
  const { quietHours, timeZone } = caller;
  return quietHours && { ...quietHours, timeZone, byCountry: true };
};

/** The quiet hours at this number, on its own clock. */
export const quietHoursAt = ({ byCountry, start, end, timeZone }: QuietRule, to: string): QuietHours => ({
  start,
  end,
  timeZone: byCountry ? timeZoneOfCountry(normalize(to).country, timeZone) : timeZone,
});

/** When it is no longer quiet at this number; undefined: it is not quiet then. */
export const quietEnd = (rule: QuietRule, to: string, at: Date): Date | undefined =>
  inQuietHours(quietHoursAt(rule, to), at).until;
