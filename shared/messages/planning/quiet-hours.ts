import type { Caller } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { zonesOfNumber } from "../../numbers/time-zones/zones-of-number.ts";
import { readPreferences } from "../../preferences/preference-reads.ts";
import { inQuietHoursAnywhere, type QuietHours, type QuietHoursAnywhere } from "../../preferences/quiet-hours.ts";

interface Planned {
  to: string;
  /** Whom the request says it is for. */
  userId: string | null;
  /** When it is to be sent; left out: now. */
  at: string | undefined;
}

interface QuietFor {
  hours: QuietHoursAnywhere;
  /** When they are over, ISO 8601; undefined where it is not quiet at that time. */
  until: string | undefined;
}

/** The recipient's quiet hours. Null: there are none. The user's own win over the tenant's. */
export const quietFor = async (caller: Caller, { to, userId, at }: Planned): Promise<QuietFor | null> => {
  const rule = await quietRuleFor(caller, userId);
  if (!rule) return null;
  const hours = quietHoursAt(rule, to);
  const moment = new Date(at ?? now());
  return { hours, until: inQuietHoursAnywhere(hours, moment).until?.toISOString() };
};

/** When the recipient's quiet hours are over, ISO 8601; undefined where it is not quiet. */
export const quietUntil = async (caller: Caller, planned: Planned): Promise<string | undefined> =>
  (await quietFor(caller, planned))?.until;

/** When not to disturb, whoever the recipient is. */
export interface QuietRule extends QuietHours {
  /** The clock is that of the number's area or country; `timeZone` stands in where nobody can tell that. */
  byNumber: boolean;
}

/**
 * What holds for messages of this caller to this user: the user's own quiet hours win over the tenant's. Null: there are none. The user is
 * who the request says it is for; whoever merely calls is not the one to be disturbed.
 */
export const quietRuleFor = async (caller: Caller, userId: string | null): Promise<QuietRule | null> => {
  const own = userId === null ? null : (await readPreferences(caller.scope, userId)).quietHours;
  if (own) return { ...own, byNumber: false };
  const { quietHours, timeZone } = caller;
  return quietHours && { ...quietHours, timeZone, byNumber: true };
};

/** The quiet hours at this number, on its own clock, or on each clock that may be its own. */
export const quietHoursAt = ({ byNumber, start, end, timeZone }: QuietRule, to: string): QuietHoursAnywhere => {
  const zones = byNumber ? zonesOfNumber(to) : [];
  return { start, end, timeZones: zones.length > 0 ? zones : [timeZone] };
};
