import type * as z from "zod";
import type { NotifyUser } from "../api/operations/notifications.ts";
import type { ProblemCode } from "../api/problems/problems.ts";
import type { Caller } from "../identity/caller.ts";
import { Problem } from "../kernel/errors.ts";
import { errorOf, type MessageStatus } from "../messages/message-status.ts";
import { send } from "../messages/sending/send.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { ChannelVerdict } from "../preferences/allowed-channels.ts";
import type { ChannelResult } from "./notification.ts";

export type NotifyRequest = z.output<typeof NotifyUser>;

/** One attempt to send a notification. */
export interface Attempt {
  caller: Caller;
  request: NotifyRequest;
  /** The notification's id. */
  id: string;
}

/**
 * The idempotency of a channel's message, which is the same at every attempt. It leaves out number and language, because those come from
 * the preferences, which can change between attempts.
 */
export const idempotencyOf = ({ request, id }: Attempt, channel: ChannelResult["channel"]) => ({
  operation: "notifyUser",
  key: `${id}:${channel}`,
  body: { request, channel },
});

/**
 * Sends on a channel if the user allows it. Returns refusals as a reason. Throws idempotency_in_flight, idempotency_mismatch and failures.
 */
export const tryChannel = async (
  attempt: Attempt,
  verdict: ChannelVerdict,
  locale: string | null,
): Promise<ChannelResult> => {
  const { channel } = verdict;
  if (!verdict.isAllowed) return { channel, messageId: null, reason: verdict.reason };
  const { userId, message: body, urgent, metadata, template: requested } = attempt.request;
  const template = requested && { ...requested, locale: requested.locale ?? locale ?? undefined };
  const sending = { to: verdict.number, channel, body, template, urgent, userId, metadata, isNotice: true };
  try {
    const { message } = await send(attempt.caller, sending, idempotencyOf(attempt, channel));
    return { channel, messageId: message.id, reason: reasonOf(message) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { channel, messageId: null, reason: error.code };
  }
};

/** These mean that a message exists, not that the channel refuses it. Another channel would send it to the user a second time. */
const idempotencyConflicts = new Set<ProblemCode>(["idempotency_in_flight", "idempotency_mismatch"]);

const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && error.status < 500 && !idempotencyConflicts.has(error.code);

/** These messages were not sent. With the strategy `firstAllowed`, the hub then tries the next channel. */
const unsent = new Set<MessageStatus>(["failed", "suppressed", "canceled", "expired"]);

const reasonOf = (message: StoredMessage): string | null =>
  unsent.has(message.status) ? (errorOf(message)?.code ?? message.status) : null;
