import { now } from "../../../kernel/clock.ts";
import { minute, second } from "../../../kernel/durations.ts";
import { Problem } from "../../../kernel/errors.ts";
import { replyText } from "../../../keywords/replies.ts";
import type { QueueContext } from "../../../lambda/queue-handler.ts";
import type { Drawn } from "../../../limits/all-or-nothing.ts";
import { checkLimits } from "../../../limits/check-limits.ts";
import { log } from "../../../observability/logger.ts";
import { isOptedOut } from "../../../opt-outs/opt-out-reads.ts";
import { readConfigOfMessage } from "../../config-of-message.ts";
import { type DispatchTask, enqueue } from "../../dispatch-queue.ts";
import { readMessage } from "../../message-reads.ts";
import { createMessage } from "../../message-writes.ts";
import { requireChannel } from "../../planning/sender-of.ts";
import { limitedSend } from "../../sending/claim-and-send.ts";
import { confirmedStop, type NoReply, optOutOwners, type StoredMessage, sendingChannel } from "../../stored-message.ts";
import { dispatchSend } from "../../waiting/dispatch.ts";
import { enterAnswer } from "./answered-writes.ts";
import { isOwedReply } from "./owed-reply.ts";
import { replyIdOf, replyMessage } from "./reply-message.ts";
import { isReplyTooLate, settleReply } from "./settle-reply.ts";

type ReplyTask = Extract<DispatchTask, { kind: "reply" }>;

/** The answer's row goes out a moment later in the same invocation; should that die, the sweeper queues it. */
const sweptAfterMilliseconds = minute;
/** What comes before the row: reads, the person's answers, the limits. */
const neededMilliseconds = 5 * second;

/**
 * Answers the keyword of an inbound message, once: the answer's row is named by that message, and goes the way of every waiting message from
 * there. Whatever fails before there is a row leaves the answer owed: this task comes again, or the sweeper asks.
 */
export const answerKeyword = async (task: ReplyTask, context: QueueContext): Promise<void> => {
  if (context.remaining() < neededMilliseconds) return enqueue(task);
  const inbound = await readMessage(task.scope, task.messageId);
  if (!inbound || !isOwedReply(inbound)) return;
  const id = await replyIdOf(inbound);
  const outcome = (await readMessage(inbound.scope, id)) ? "made" : await makeReply(inbound, id);
  if (typeof outcome === "object" && "waitSeconds" in outcome) return enqueue(task, outcome.waitSeconds);
  if (typeof outcome === "object") return settleReply(inbound, outcome);
  await settleReply(inbound, { messageId: id });
  const { scope, correlationId } = task;
  await dispatchSend({ kind: "send", scope, messageId: id, correlationId }, context);
};

type Outcome = "made" | { reason: NoReply } | { waitSeconds: number };

const makeReply = async (inbound: StoredMessage, id: StoredMessage["id"]): Promise<Outcome> => {
  const reply = await replyFor(inbound, id);
  if ("reason" in reply) return reply;
  const entered = await enterAnswer(inbound);
  if (entered !== "entered") return { reason: entered };
  const counted = await counting(reply);
  if (!("giveBack" in counted)) return counted;
  const { isNew } = await createMessage(reply, now() + sweptAfterMilliseconds);
  // Somebody else made it meanwhile. Where this fails the tenant has counted one too many, which harms nobody.
  if (!isNew) await counted.giveBack().catch((error: unknown) => log.error("store_unavailable", error));
  return "made";
};

/** The answer as it is to be sent, or why there is none. Whoever just set a reply gets it: the settings are read anew. */
const replyFor = async (
  inbound: StoredMessage,
  id: StoredMessage["id"],
): Promise<StoredMessage | { reason: NoReply }> => {
  const { keyword } = inbound;
  if (isReplyTooLate(inbound)) return { reason: "too_late" };
  const providerConfig = await readConfigOfMessage(inbound);
  const text = providerConfig && keyword ? replyText(providerConfig.replies, keyword) : null;
  if (!providerConfig || !keyword || text === null) return { reason: "no_reply_set" };
  if (!isChannelOn(providerConfig, inbound)) return { reason: "channel_off" };
  const reply = replyMessage(inbound, keyword, { id, text, providerConfig });
  const stop = confirmedStop(reply);
  const isHeldBack = await isOptedOut(optOutOwners(reply), reply.to, reply.sender, reply.providerConfigId, stop);
  return isHeldBack ? { reason: "opted_out" } : reply;
};

const isChannelOn = (providerConfig: Parameters<typeof requireChannel>[0], message: StoredMessage): boolean => {
  try {
    requireChannel(providerConfig, sendingChannel(message));
    return true;
  } catch {
    return false;
  }
};

/** Over a rate it waits, as long as it is worth sending. Throws temporarily_unavailable. */
const counting = async (reply: StoredMessage): Promise<Drawn | { reason: NoReply } | { waitSeconds: number }> => {
  try {
    return await checkLimits(limitedSend(reply));
  } catch (refused) {
    if (!(refused instanceof Problem) || refused.status >= 500) throw refused;
    return refused.code === "rate_limited" ? { waitSeconds: waitOf(refused) } : { reason: "over_limit" };
  }
};

const waitOf = ({ detail }: Problem): number => Math.max(1, detail.retryAfterSeconds ?? 60);
