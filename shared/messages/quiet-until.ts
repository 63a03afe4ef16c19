import type { Caller } from "../lambda/caller.ts";
import { quietEnd, quietRuleFor } from "./quiet-rule.ts";

interface Planned {
  to: string;
  userId: string | null;
  /** When it is to be sent; left out: now. */
  at: string | undefined;
}

/** When the recipient's quiet hours are over, ISO 8601; undefined where it is not quiet. The user's own quiet hours win over the tenant's. */
export const quietUntil = async (caller: Caller, { to, userId, at }: Planned): Promise<string | undefined> => {
  const rule = await quietRuleFor(caller, userId);
  return rule ? quietEnd(rule, to, at === undefined ? new Date() : new Date(at))?.toISOString() : undefined;
};
