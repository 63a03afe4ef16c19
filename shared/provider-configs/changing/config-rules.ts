import * as rules from "../../api/rules.ts";
import { broken } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { areKeywordLists, areRepliedWords } from "../../keywords/list-rules.ts";
import { personKey } from "../../numbers/forms-of-number.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { channelSendersOf, maximumOwnNumbers, type StoredProviderConfig } from "../provider-config.ts";
import { readConfigRow } from "../provider-config-reads.ts";

/** A user's configuration serves only that user, so it cannot be the tenant's default. Throws invalid_request. */
export const refuseOwnedDefault = (isDefault: boolean | undefined, ownerUserId: string | null): void => {
  if (isDefault === true && ownerUserId !== null) throw broken(rules.ownedDefault);
};

/** Caps the sender numbers of a user's configuration at maximumOwnNumbers (invariant 31). Throws invalid_request. */
export const refuseTooManyNumbers = (fromNumbers: readonly string[] | undefined, ownerUserId: string | null): void => {
  if (ownerUserId !== null && (fromNumbers?.length ?? 0) > maximumOwnNumbers) throw broken(rules.fewOwnNumbers);
};

type Answering = Pick<StoredProviderConfig, "ownerUserId" | "keywords" | "replies">;

/**
 * A keyword has only one meaning. A user's configuration sends no replies: anyone with the token of its provider account can sign inbound
 * messages, and each reply would count against the tenant's limits. Throws invalid_request.
 */
export const refuseUnfitKeywords = ({ ownerUserId, keywords, replies }: Answering): void => {
  if (!areKeywordLists(keywords)) throw broken(rules.keywordLists);
  if (!areRepliedWords(replies.words, keywords)) throw broken(rules.replyWords);
  const { stop, start, help, words } = replies;
  const isAnswering = words.length > 0 || [stop, start, help].some((text) => text !== null);
  if (ownerUserId !== null && isAnswering) throw broken(rules.ownedReplies);
};

/** The failover must be another configuration, of the same owner or shared by the tenant. Throws invalid_request. */
export const refuseUnfitFailover = async (
  { tenantId, id, ownerUserId }: Pick<StoredProviderConfig, "id" | "ownerUserId"> & { tenantId: TenantId },
  failoverConfigId: string | null | undefined,
): Promise<void> => {
  if (failoverConfigId === null || failoverConfigId === undefined) return;
  const other = failoverConfigId === id ? null : await readConfigRow(tenantId, failoverConfigId);
  if (!other || (other.ownerUserId !== null && other.ownerUserId !== ownerUserId)) throw broken(rules.failover);
};

type Senders = Pick<StoredProviderConfig, "provider" | "channels" | "fromNumbers" | "messagingServiceSid">;

/** Whether `after` adds a sender that the provider can verify. The removal of a sender needs no new connection test. */
export const hasNewSender = (before: Senders, after: Senders): boolean =>
  manifestOf(after.provider).listsSenders && sendersOf(after).some((sender) => !sendersOf(before).includes(sender));

const sendersOf = ({ channels, fromNumbers, messagingServiceSid }: Senders): string[] => [
  ...fromNumbers.map(personKey),
  ...channelSendersOf({ channels }).map(({ channel, sender }) => `${channel} ${personKey(sender)}`),
  ...(messagingServiceSid === null ? [] : [messagingServiceSid]),
];
