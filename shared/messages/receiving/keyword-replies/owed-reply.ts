import { isChannel } from "../../../api/channels.ts";
import { e164Pattern } from "../../../api/common.ts";
import { now } from "../../../kernel/clock.ts";
import { minute } from "../../../kernel/durations.ts";
import { twilioWords } from "../../../keywords/built-in-words.ts";
import type { DetectedKeyword } from "../../../keywords/keyword-of.ts";
import { replyText } from "../../../keywords/replies.ts";
import { isSamePerson } from "../../../numbers/forms-of-number.ts";
import { channelSendersOf, type StoredProviderConfig } from "../../../provider-configs/provider-config.ts";
import { manifestOf } from "../../../providers/manifests.ts";
import type { StoredMessage } from "../../stored-message.ts";

/** The worker mostly answers within a second; after this long the sweeper asks it again. */
const askAgainMilliseconds = minute;

/** A number or a short code: what an answer can come from. */
const senderPattern = /^\+?[1-9][0-9]{2,14}$/;

/** An inbound message that notes whether it is to be answered. `verdict` is Twilio's own (OptOutType). */
export const withReply = (
  message: StoredMessage,
  providerConfig: StoredProviderConfig,
  verdict?: string,
): StoredMessage => {
  const { keyword } = message;
  if (!keyword || replyText(providerConfig.replies, keyword) === null) return message;
  if (!isAnswerable(message, providerConfig)) return { ...message, reply: { reason: "not_answerable" } };
  if (answersItself(message, keyword, providerConfig, verdict))
    return { ...message, reply: { reason: "provider_answers" } };
  return { ...message, reply: { isDue: true } };
};

export const isOwedReply = ({ reply }: StoredMessage): boolean => reply !== undefined && "isDue" in reply;

/** When the sweeper looks whether the answer has gone; null: none is owed. */
export const replyCheckAt = (message: StoredMessage): number | null =>
  isOwedReply(message) ? now() + askAgainMilliseconds : null;

/** Short codes and sender names take no answer, nothing is sent by other channels, and two numbers of ours would answer each other. */
const isAnswerable = ({ from = "", to, channel }: StoredMessage, providerConfig: StoredProviderConfig): boolean =>
  isChannel(channel) &&
  e164Pattern.test(from) &&
  senderPattern.test(to) &&
  ![to, ...providerConfig.fromNumbers, ...channelSendersOf(providerConfig).map(({ sender }) => sender)].some((own) =>
    isSamePerson(own, from),
  );

/**
 * Twilio answers on SMS what it acts on: its own words, alone and without a mark, and whatever it gave a verdict on. It answers nothing on
 * WhatsApp: https://www.twilio.com/docs/messaging/features/opt-out-keywords
 */
const answersItself = (
  { channel, body = "" }: StoredMessage,
  { action }: DetectedKeyword,
  { provider, providerAnswers }: StoredProviderConfig,
  verdict: string | undefined,
): boolean => {
  if (!manifestOf(provider).answersKeywordsOn.some((one) => one === channel) || !providerAnswers || action === "own")
    return false;
  return Boolean(verdict) || twilioWords[action].includes(body.trim().toUpperCase());
};
