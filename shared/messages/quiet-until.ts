import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { readPreferences } from "../preferences/preference-reads.ts";
import { inQuietHours, type QuietHours } from "../preferences/quiet-hours.ts";
import { timeZoneOfCountry } from "./time-zone-of-country.ts";

interface Planned {
  to: string;
  userId: string | null;
  /** When it is to be sent; left out: now. */
  at: string | undefined;
}

/** When the recipient's quiet hours are over, ISO 8601; undefined where it is not quiet. The user's own quiet hours win over the tenant's. */
export const quietUntil = async (caller: Caller, { to, userId, at }: Planned): Promise<string | undefined> => {
  const quietHours = (await ofUser(caller, userId)) ?? ofTenant(caller, to);
  if (!quietHours) return undefined;
  return inQuietHours(quietHours, at === undefined ? new Date() : new Date(at)).until?.toISOString();
};

const ofUser = async (caller: Caller, userId: string | null): Promise<QuietHours | null> =>
  userId === null ? null : (await readPreferences(caller.scope, userId)).quietHours;

const ofTenant = ({ quietHours, timeZone }: Caller, to: string): QuietHours | null =>
  quietHours && { ...quietHours, timeZone: timeZoneOfCountry(normalize(to).country, timeZone) };
