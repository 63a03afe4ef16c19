import { UserId } from "../api/common.ts";
import * as rules from "../api/rules.ts";
import type { Caller } from "../identity/caller.ts";
import { broken, Problem, unfit } from "../kernel/errors.ts";

/**
 * The user a path names; `me` is the caller. Without manage_tenant it is the caller alone: permission_missing for every other, whether
 * or not there is anything of that user's. Throws invalid_request for an API key's `me`: nobody is behind it.
 */
export const reachableUser = ({ userId, restrictedToUserId }: Caller, name: string): string => {
  if (name === "me" && userId === null) throw broken(rules.userItself);
  const wanted = name === "me" ? userId : name;
  if (restrictedToUserId !== null && wanted !== restrictedToUserId)
    throw new Problem("permission_missing", {
      detail: "Another user's preferences need the permission manage_tenant.",
    });
  const id = UserId.safeParse(wanted);
  if (!id.success) throw unfit("userId", "1 to 128 characters, none of them a control character");
  return id.data;
};
