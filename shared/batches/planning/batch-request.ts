import { type Channel, usualChannel } from "../../api/channels.ts";
import type { BodyOf } from "../../api/operation.ts";
import type { createBatch } from "../../api/operations/message-batches.ts";
import * as rules from "../../api/rules.ts";
import { broken } from "../../kernel/errors.ts";
import { namedChannel } from "../../messages/planning/named-channel.ts";

export type BatchRequest = BodyOf<typeof createBatch>;

/** A batch's request with the one channel that all of it goes over. */
export type ChanneledBatch = BatchRequest & { channel: Channel };

/**
 * The channel that was asked for, else the one that every entry of the request's list names, else the usual one. A single entry that names another is
 * left out and told (import-list.ts). Throws invalid_request where every entry contradicts what was asked for.
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
