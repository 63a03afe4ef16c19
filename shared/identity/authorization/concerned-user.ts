import { Problem } from "../../kernel/errors.ts";
import type { Caller } from "../caller.ts";

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
