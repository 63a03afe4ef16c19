import { config } from "../kernel/config.ts";
import { digest, type Scope } from "../kernel/ids.ts";
import { personKey } from "../numbers/forms-of-number.ts";
import type { MessageStatus } from "./message-status.ts";
import type { StoredMessage } from "./stored-message.ts";

/** Every key of the messages table and its indexes is built here. */
export const timeShards = 8;
export const openShards = 8;

const shardOf = (id: string, shards: number): number => (digest([id])[0] ?? 0) % shards;

export const messagesTable = (): string => config.table("messages");

export const primaryKey = (scope: Scope, id: string) => ({ pk: `${scope}#${id}` });
export const timeKey = (scope: Scope, shard: number): string => `${scope}#${shard}`;
/** Of a person and not of a spelling, as every key that is made of a number (docs/decisions/0024). */
export const partyKey = (scope: Scope, number: string): string => `${scope}#${personKey(number)}`;
export const ownKey = (scope: Scope, number: string): string => `${scope}#${personKey(number)}`;
export const userKey = (scope: Scope, userId: string): string => `${scope}#${userId}`;
export const batchKey = (scope: Scope, batchId: string): string => `${scope}#${batchId}`;
export const providerKey = (scope: Scope, providerMessageId: string): string => `${scope}#${providerMessageId}`;
export const openKey = (shard: number): string => `open#${shard}`;
export const dueKey = (shard: number): string => `due#${shard}`;
/** What a pause holds, for weeks and many of them, must not make the second looks late either. */
export const heldKey = (shard: number): string => `held#${shard}`;
/** What waits for its time lies apart in the `open` index: a backlog of second looks must not make it late. */
export const openKeyOf = (id: string, status: MessageStatus, isHeld = false): string => {
  const shard = shardOf(id, openShards);
  if (isHeld) return heldKey(shard);
  return status === "scheduled" ? dueKey(shard) : openKey(shard);
};

/** The index attributes of a new row; immutable, so that a change of status costs these indexes nothing. */
export const indexKeysOf = (message: StoredMessage): Record<string, string> => {
  const { scope, id } = message;
  const isOutbound = message.direction === "outbound";
  const counterparty = isOutbound ? message.to : message.from;
  const ownNumber = isOutbound ? message.from : message.to;
  return {
    ...primaryKey(scope, id),
    timeKey: timeKey(scope, shardOf(id, timeShards)),
    timeSort: `${message.createdAt}#${id}`,
    ...(counterparty === undefined ? {} : { partyKey: partyKey(scope, counterparty) }),
    ...(ownNumber === undefined ? {} : { ownKey: ownKey(scope, ownNumber) }),
    ...(message.actingUserId === undefined ? {} : { userKey: userKey(scope, message.actingUserId) }),
    ...(message.batchId === undefined ? {} : { batchKey: batchKey(scope, message.batchId) }),
    ...(message.providerMessageId === undefined ? {} : { providerKey: providerKey(scope, message.providerMessageId) }),
  };
};
