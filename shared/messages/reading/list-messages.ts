import type { QueryOf } from "../../api/operation.ts";
import type { listMessages as operation } from "../../api/operations/messages.ts";
import { listMerged, type Page, type Source } from "../../aws/merged-query.ts";
import type { Caller } from "../../identity/caller.ts";
import type { Scope } from "../../kernel/ids.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import {
  batchKey,
  messagesTable,
  ownKey,
  partyKey,
  providerKey,
  timeKey,
  timeShards,
  userKey,
} from "../message-keys.ts";
import { readByProviderId, readEntries } from "../message-reads.ts";
import { errorOf } from "../message-status.ts";
import type { StoredMessage } from "../stored-message.ts";

export type MessageFilters = QueryOf<typeof operation>;

/** Lists messages newest first, from the index that leaves the least to be filtered. Throws invalid_cursor. */
export const listMessages = async (caller: Caller, filters: MessageFilters): Promise<Page<StoredMessage>> => {
  const wanted = { ...filters, restrictedToUserId: caller.restrictedToUserId };
  const fits = (message: StoredMessage | null) => (message && matches(message, wanted) ? message : null);
  if (filters.providerMessageId !== undefined) {
    const found = await readByProviderId(providerKey(caller.scope, filters.providerMessageId));
    return { items: found.filter((message) => fits(message) !== null).slice(0, filters.limit), nextCursor: null };
  }
  return listMerged({
    sources: sourcesFor(caller.scope, filters, caller.restrictedToUserId),
    limit: filters.limit,
    cursor: filters.cursor,
    since: filters.since,
    until: filters.until,
    load: async (entries) => (await readEntries(entries)).map(fits),
  });
};

const source = (index: string, name: string, value: string): Source => ({
  table: messagesTable(),
  index,
  key: { name, value },
  sortName: "timeSort",
});

/** The other side of a message, or our own side of it. */
const partySource = (scope: Scope, number: string) => source("byParty", "partyKey", partyKey(scope, number));
const ownSource = (scope: Scope, number: string) => source("byOwnNumber", "ownKey", ownKey(scope, number));

/** A number may be a counterparty of some messages and our own side of others, so both are read where the direction leaves it open. */
const sourcesFor = (scope: Scope, filters: MessageFilters, restrictedToUserId: string | null): Source[] => {
  const { batchId, to, from, participant, direction } = filters;
  const actingUserId = restrictedToUserId ?? filters.actingUserId;
  if (batchId !== undefined) return [source("byBatch", "batchKey", batchKey(scope, batchId))];
  if (to !== undefined && direction === "outbound") return [partySource(scope, to)];
  if (from !== undefined && direction === "inbound") return [partySource(scope, from)];
  const number = participant ?? to ?? from;
  if (number !== undefined) return [partySource(scope, number), ownSource(scope, number)];
  if (actingUserId !== undefined) return [source("byUser", "userKey", userKey(scope, actingUserId))];
  return [...Array(timeShards).keys()].map((shard) => source("byTime", "timeKey", timeKey(scope, shard)));
};

const matches = (message: StoredMessage, filters: MessageFilters & { restrictedToUserId: string | null }): boolean => {
  const { to, from, participant, userId, actingUserId, restrictedToUserId, batchId, channel, direction, status } =
    filters;
  const { errorCode, requestId } = filters;
  const error = errorOf(message);
  return (
    (to === undefined || isSamePerson(message.to, to)) &&
    (from === undefined || isSamePerson(message.from ?? "", from)) &&
    (participant === undefined || [message.to, message.from ?? ""].some((one) => isSamePerson(one, participant))) &&
    (userId === undefined || message.userId === userId) &&
    (actingUserId === undefined || message.actingUserId === actingUserId) &&
    (restrictedToUserId === null || message.actingUserId === restrictedToUserId) &&
    (batchId === undefined || message.batchId === batchId) &&
    (channel === undefined || message.channel === channel) &&
    (direction === undefined || message.direction === direction) &&
    (status === undefined || status.includes(message.status)) &&
    (errorCode === undefined || error?.code === errorCode || error?.providerCode === errorCode) &&
    (requestId === undefined || message.requestId === requestId)
  );
};
