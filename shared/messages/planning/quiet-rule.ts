import type { Caller } from "../../identity/caller.ts";
import { readPreferences } from "../../preferences/preference-reads.ts";
import type { QuietHours } from "../../preferences/quiet-hours.ts";

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
