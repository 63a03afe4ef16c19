import type { Caller } from "../identity/caller.ts";
import { idForRequest } from "../identity/idempotency.ts";
import type { MessageId } from "../kernel/ids.ts";

export interface Idempotency {
  /** The operation's id: the same key means something else to another operation. */
  operation: string;
  key: string;
}

/** The id an idempotency key stands for, else a random one. */
export const messageIdFor = async (caller: Caller, idempotency: Idempotency | null): Promise<MessageId> =>
  (await idForRequest("message", caller, idempotency?.operation ?? "", idempotency?.key ?? null)) as MessageId;
