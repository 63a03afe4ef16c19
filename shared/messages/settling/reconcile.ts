import { now } from "../../kernel/clock.ts";
import { hour, minute } from "../../kernel/durations.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import type { MessageSender, ProviderMessage } from "../../providers/provider.ts";
import { senderOfMessage } from "../config-of-message.ts";
import { report } from "../message.ts";
import { providerKey } from "../message-keys.ts";
import { readByProviderId } from "../message-reads.ts";
import type { EventSource } from "../message-status.ts";
import { endsUnread, isDeliveredUnread, silenceMilliseconds, unreadUntil } from "../message-times.ts";
import { amend } from "../message-writes.ts";
import { type StoredMessage, sendingChannel } from "../stored-message.ts";
import { isProvidersOptOut, recordOptOut } from "./record-opt-out.ts";
import { applyChange } from "./status-writes.ts";

/** How long after its creation a lost message is looked for, and how far the looks lie apart. */
const searchMilliseconds = silenceMilliseconds;
/** A provider's clock and ours may differ by this much. */
const clockSkewMilliseconds = minute;
/** A message is handed over within its lease of its last claim; later ones with the same text are somebody else's. */
const handOverMilliseconds = 2 * minute;

/** Nobody will tell more: the message stays as it is. */
const settleAsItIs = (message: StoredMessage) =>
  amend(message, { set: { isFinal: true }, remove: ["openKey", "checkAt"] });

/**
 * Looks for a message whose create's answer was lost: by listing the provider's messages and adopting the one match (channel, recipient,
 * body, time, not bound to another message). None, or more than one: it stays unknown, and is looked for again with growing pauses for a
 * day. True: it was found.
 */
export const reconcileUnknown = async (message: StoredMessage, requestId: string): Promise<boolean> => {
  const provider = await senderOfMessage(message);
  if (!provider?.list) {
    await settleAsItIs(message);
    return false;
  }
  const [match, ...others] = await candidates(message, provider.list);
  if (match && others.length === 0) {
    await takeIn(message, match, { source: "sweeper", requestId });
    log.info("message_adopted", { messageId: message.id, providerMessageId: match.providerMessageId });
    return true;
  }
  const age = now() - Date.parse(message.createdAt);
  if (age > searchMilliseconds) await settleAsItIs(message);
  else await amend(message, { set: { checkAt: now() + Math.max(minute, Math.min(age, 6 * hour)) } });
  return false;
};

const candidates = async (
  message: StoredMessage,
  list: NonNullable<MessageSender["list"]>,
): Promise<ProviderMessage[]> => {
  const claimedAt = Date.parse(message.events.sending?.at ?? message.createdAt);
  const since = new Date(claimedAt - clockSkewMilliseconds).toISOString();
  const until = new Date(claimedAt + handOverMilliseconds + clockSkewMilliseconds).toISOString();
  const to = message.writtenAs ?? message.to;
  const found = (await list({ to, since, until, channel: sendingChannel(message) })).filter(
    (candidate) =>
      candidate.to === to &&
      hasItsText(candidate, message) &&
      (message.from === undefined || candidate.from === null || candidate.from === message.from) &&
      now() - Date.parse(candidate.createdAt) > waits().adoption,
  );
  const bound = await Promise.all(
    found.map((candidate) => readByProviderId(providerKey(message.scope, candidate.providerMessageId))),
  );
  return found.filter((_candidate, position) => bound[position]?.length === 0);
};

/** The text of its own template the provider fills in itself: what came of it is not known here. */
const hasItsText = ({ body }: ProviderMessage, message: StoredMessage): boolean =>
  message.contentSid !== undefined || body === (message.body ?? "");

/** Asks for a message that the provider took and has not told the end of. */
export const reconcileSilent = async (message: StoredMessage, requestId: string): Promise<void> => {
  if (endsUnread(message)) {
    await settleAsItIs(message);
    return;
  }
  const before = message.status;
  const told = await askProvider(message, "sweeper", requestId);
  if (!told && !isDeliveredUnread(message)) {
    await settleAsItIs(message);
    return;
  }
  await waitOn(told ?? message, before);
};

const waitOn = async (told: StoredMessage, before: StoredMessage["status"]): Promise<void> => {
  if (told.isFinal || told.status !== before) return;
  const isOld = now() - Date.parse(told.createdAt) > 3 * silenceMilliseconds;
  const next = now() + silenceMilliseconds;
  const lookAt = isDeliveredUnread(told) ? Math.min(next, unreadUntil(told)) : next;
  if (isOld && !isDeliveredUnread(told)) await settleAsItIs(told);
  else await amend(told, { set: { checkAt: lookAt } });
};

/** Fetches the message from its provider and writes what it tells. Null where the provider cannot be asked or knows no such message. */
export const askProvider = async (
  message: StoredMessage,
  source: EventSource,
  requestId: string,
): Promise<StoredMessage | null> => {
  const provider = await senderOfMessage(message);
  if (!provider?.fetch || message.providerMessageId === undefined) return null;
  const found = await provider.fetch(message.providerMessageId);
  return found && takeIn(message, found, { source, requestId });
};

interface By {
  source: EventSource;
  requestId: string;
}

/** Writes what the provider tells of a message; the ledger learns of a refusal that the message did not know of before. */
const takeIn = async (message: StoredMessage, found: ProviderMessage, by: By): Promise<StoredMessage> => {
  const changed = await applyChange(message, reportOf(found, by, message));
  if (isProvidersOptOut(found.error) && !knewOfOptOut(message)) await recordOptOut(changed);
  return changed;
};

const knewOfOptOut = ({ events }: StoredMessage): boolean =>
  Object.values(events).some(({ error }) => isProvidersOptOut(error ?? null));

/** What the provider calls queued or sending is, here, accepted: it has it. */
const reportOf = (found: ProviderMessage, by: By, message: StoredMessage) => {
  const early = found.status === "queued" || found.status === "sending" || found.status === "scheduled";
  const status = early ? "accepted" : found.status;
  const { providerMessageId, error, from, price } = found;
  return report(message, { status, providerMessageId, error, from, price }, by);
};
