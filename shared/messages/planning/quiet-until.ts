import type { Caller } from "../../identity/caller.ts";
import { inQuietHoursAnywhere, type QuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import { quietHoursAt } from "./quiet-hours-at.ts";
import { quietRuleFor } from "./quiet-rule.ts";

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
  const moment = at === undefined ? new Date() : new Date(at);
  return { hours, until: inQuietHoursAnywhere(hours, moment).until?.toISOString() };
};

/** When the recipient's quiet hours are over, ISO 8601; undefined where it is not quiet. */
export const quietUntil = async (caller: Caller, planned: Planned): Promise<string | undefined> =>
  (await quietFor(caller, planned))?.until;
