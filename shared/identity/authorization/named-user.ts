import * as rules from "../../api/rules.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import type { Caller } from "../caller.ts";

/**
 * The user who acts: a token's subject, or the user for whom a tenant's API key says it acts (`onBehalfOf`); null: the tenant itself. That
 * user alone selects a user's own configuration and history (invariant 29). Throws invalid_request for a token that names anybody, and
 * permission_missing for a key that may not act for users.
 */
export const actingUser = (
  { userId, permissions }: Pick<Caller, "userId" | "permissions">,
  onBehalfOf: string | undefined,
): string | null => {
  if (onBehalfOf === undefined) return userId;
  if (userId !== null) throw broken(rules.actingUser);
  if (permissions.has("act_for_users")) return onBehalfOf;
  throw new Problem("permission_missing", { detail: "onBehalfOf: this needs the permission act_for_users." });
};

/**
 * The user whom a message concerns; null: nobody. An answer can tell what that user's preferences say, so a user's token that may not see
 * others' messages names nobody else: permission_missing.
 */
export const concernedUser = (
  { userId, permissions }: Pick<Caller, "userId" | "permissions">,
  wanted: string | undefined,
): string | null => {
  if (wanted === undefined) return null;
  if (wanted === userId || userId === null || permissions.has("view_messages")) return wanted;
  throw new Problem("permission_missing", { detail: "userId: another user needs the permission view_messages." });
};
