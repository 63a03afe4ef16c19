import type { BodyOf } from "../api/operation.ts";
import type { updatePreferences } from "../api/operations/preferences.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, takesFictional } from "../identity/caller.ts";
import { nowIso } from "../kernel/clock.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { toE164 } from "../numbers/to-e164.ts";
import { maskNumber } from "../observability/masking.ts";
import { mergedPreferences } from "./merge-preferences.ts";
import { readPreferences } from "./preference-reads.ts";
import { replacePreferences } from "./preference-writes.ts";
import type { StoredPreferences } from "./preferences.ts";
import { reachableUser } from "./reachable-user.ts";

/** Merges the changes. What somebody else than the user changed is audited. Throws invalid_number, country_required, conflict. */
export const changePreferences = async (
  caller: Caller,
  name: string,
  changes: BodyOf<typeof updatePreferences>,
): Promise<StoredPreferences> => {
  const userId = reachableUser(caller, name);
  const isByUser = caller.userId === userId;
  const number =
    typeof changes.number === "string"
      ? toE164(changes.number, caller.defaultCountry, { withFictional: takesFictional(caller) })
      : changes.number;
  const told = typeof number === "string" ? { ...changes, number: maskNumber(number) } : changes;
  return retryOnRace("user's preferences", async () => {
    const read = await readPreferences(caller.scope, userId);
    if (Object.keys(changes).length === 0) return read;
    const next = mergedPreferences(read, { changes, number, isByUser, at: nowIso() });
    return (await replacePreferences(read, next, isByUser ? null : auditOf(caller, userId, told))) ? next : null;
  });
};
