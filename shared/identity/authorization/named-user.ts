import * as rules from "../../api/rules.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import type { Caller } from "../caller.ts";

/**
 * The acting user: the subject of a token, or the user whom an API key names in `onBehalfOf`. Null: the tenant itself acts. Only the acting
 * user gives access to a user's own configuration and history (invariant 29). Throws invalid_request if a token names a user, and
 * permission_missing if a key may not act for users.
 */
export const actingUser = (
  { userId, permissions }: Pick<Caller, "userId" | "permissions">,
  onBehalfOf: string | undefined,
): string | null => {
  if (onBehalfOf === undefined) return userId;
  if (userId !== null) throw broken(rules.actingUser);
  if (permissions.has("act_for_users")) return onBehalfOf;
  throw new Problem("permission_missing", {
    detail:
      "onBehalfOf: you need the permission act_for_users. Leave `onBehalfOf` out, or use a key with that permission.",
  });
};

/**
 * The user whom a message concerns, or null. An answer can reveal that user's preferences. Throws permission_missing if a user's token that
 * may not see other users' messages names another user.
 */
export const concernedUser = (
  { userId, permissions }: Pick<Caller, "userId" | "permissions">,
  requested: string | undefined,
): string | null => {
  if (requested === undefined) return null;
  if (requested === userId || userId === null || permissions.has("view_messages")) return requested;
  throw new Problem("permission_missing", {
    detail: "userId: to name another user you need the permission view_messages. Name yourself, or leave `userId` out.",
  });
};
