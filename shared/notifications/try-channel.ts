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

/** One try at a notification. */
export interface Attempt {
  caller: Caller;
  request: NotifyRequest;
  /** The notification's. */
  id: string;
}

/**
 * What makes a channel's message one and the same at every try. Not its number and language: the preferences give those, and may say
 * something else by the next try.
 */
export const idempotencyOf = ({ request, id }: Attempt, channel: ChannelResult["channel"]) => ({
  operation: "notifyUser",
  key: `${id}:${channel}`,
  body: { request, channel },
});

/** Sends on a channel that the user allows. Throws idempotency_in_flight, idempotency_mismatch, and what is no answer to the request. */
export const tryChannel = async (
  attempt: Attempt,
  verdict: ChannelVerdict,
  locale: string | null,
): Promise<ChannelResult> => {
  const { channel } = verdict;
  if (!verdict.isAllowed) return { channel, messageId: null, reason: verdict.reason };
  const { userId, message: body, urgent, metadata, template: asked } = attempt.request;
  const template = asked && { ...asked, locale: asked.locale ?? locale ?? undefined };
  const sending = { to: verdict.number, channel, body, template, urgent, userId, metadata, isNotice: true };
  try {
    const { message } = await send(attempt.caller, sending, idempotencyOf(attempt, channel));
    return { channel, messageId: message.id, reason: reasonOf(message) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { channel, messageId: null, reason: error.code };
  }
};

/** These say that a message is there, not that the channel would not take one: on another channel the user would get it twice. */
const idempotencyConflicts = new Set<ProblemCode>(["idempotency_in_flight", "idempotency_mismatch"]);

const isRefusal = (error: unknown): error is Problem =>
  error instanceof Problem && error.status < 500 && !idempotencyConflicts.has(error.code);

/** These did not go out; with firstAllowed the next channel is tried. */
const unsent = new Set<MessageStatus>(["failed", "suppressed", "canceled", "expired"]);

const reasonOf = (message: StoredMessage): string | null =>
  unsent.has(message.status) ? (errorOf(message)?.code ?? message.status) : null;
