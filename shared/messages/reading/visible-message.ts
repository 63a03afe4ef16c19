import type { Caller } from "../../identity/caller.ts";
import { notFound } from "../../kernel/errors.ts";
import { readMessage } from "../message-reads.ts";
import type { StoredMessage } from "../stored-message.ts";

/** The caller's message. Throws not_found for one that is not there, somebody else's, or not this user's own (invariant 16). */
export const visibleMessage = async (caller: Caller, id: string): Promise<StoredMessage> => {
  const message = await readMessage(caller.scope, id);
  if (!message || (caller.restrictedToUserId !== null && message.actingUserId !== caller.restrictedToUserId))
    throw notFound("message");
  return message;
};
