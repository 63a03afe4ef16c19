import { type Channel, usualChannel } from "../../api/channels.ts";
import type { BodyOf } from "../../api/operation.ts";
import type { createBatch } from "../../api/operations/message-batches.ts";
import * as rules from "../../api/rules.ts";
import { broken } from "../../kernel/errors.ts";
import { namedChannel } from "../../messages/planning/named-channel.ts";

export type BatchRequest = BodyOf<typeof createBatch>;

/** A request for a batch, with the one channel that all of its messages use. */
export type ChanneledBatch = BatchRequest & { channel: Channel };

/**
 * Adds the channel: the requested one, else the one that every entry of the request's list names, else the usual one. A single
 * entry that names another channel is left out and reported (import-list.ts). Throws invalid_request if all entries, or `from`,
 * contradict the channel.
 */
export const withBatchChannel = (request: BatchRequest): ChanneledBatch => {
  const { to = [], from, channel } = request;
  const named = new Set(to.map((entry) => namedChannel(typeof entry === "string" ? entry : entry.to)));
  const ofFrom = from === undefined ? null : namedChannel(from);
  if (channel !== undefined && ofFrom !== null && ofFrom !== channel)
    throw broken(rules.senderOfOtherChannel, { more: channel });
  const [only] = named.size === 1 ? named : [];
  if (only === "other") throw broken(rules.noSuchChannel);
  if (channel !== undefined && only && only !== channel) throw broken(rules.otherChannel, { more: channel });
  return { ...request, channel: channel ?? only ?? (ofFrom === "other" ? null : ofFrom) ?? usualChannel };
};
