import type * as z from "zod";
import type { NotifyUser } from "../api/notifications.ts";
import { now } from "../clock.ts";
import { Problem } from "../errors.ts";
import { fingerprintOf, replayOrRefuse } from "../idempotency.ts";
import { idFrom, newId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import type { MessageStatus } from "../messages/message-status.ts";
import { send } from "../messages/send.ts";
import { allowedChannels, type ChannelVerdict } from "../preferences/allowed-channels.ts";
import { readPreferences } from "../preferences/preference-reads.ts";
import type { NotificationView, StoredNotification } from "./notification.ts";
import { claimNotification, writeNotification } from "./notification-writes.ts";

type Request = z.output<typeof NotifyUser>;
type Result = NotificationView["results"][number];

const leaseMilliseconds = 60_000;

/**
 * Sends to a user on the channels the user allows, and tells for each why it got nothing. Each message is idempotent under the
 * notification's id, so taking an interrupted notification up again sends nothing twice. Quiet hours hold a message back, they do
 * not refuse it. Throws idempotency_in_flight, idempotency_mismatch.
 */
export const notify = async (
  caller: Caller,
  request: Request,
  idempotencyKey: string | null,
): Promise<{ notification: NotificationView; replayed: boolean }> => {
  const { scope, tenantId, mode } = caller;
  const id = idempotencyKey === null ? newId("notification") : idFrom("notification", tenantId, mode, idempotencyKey);
  const fingerprint = fingerprintOf(request);
  const begun: StoredNotification = { scope, id, fingerprint, results: null, leaseUntil: now() + leaseMilliseconds };
  const existing = await claimNotification(begun);
  if (existing) return { notification: replayOf(existing, fingerprint), replayed: true };
  const results = await resultsOf(caller, request, id);
  await writeNotification({ ...begun, results });
  return { notification: { id, results }, replayed: false };
};

const replayOf = ({ id, fingerprint: made, results }: StoredNotification, fingerprint: string): NotificationView => {
  replayOrRefuse(made, fingerprint);
  if (results === null) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  return { id, results };
};

const resultsOf = async (caller: Caller, request: Request, id: string): Promise<Result[]> => {
  const preferences = await readPreferences(caller.scope, request.userId);
  const wanted = request.channels ?? ["sms", "whatsapp"];
  const verdicts = allowedChannels(preferences, new Date(now()), true).filter(({ channel }) =>
    wanted.includes(channel),
  );
  if (request.strategy === "all")
    return Promise.all(verdicts.map((verdict) => tryChannel(caller, request, id, verdict, preferences.locale)));
  const results: Result[] = [];
  for (const verdict of verdicts) {
    const isDone = results.some(({ messageId, reason }) => messageId !== null && reason === null);
    results.push(
      isDone
        ? { channel: verdict.channel, messageId: null, reason: "not_needed" }
        : await tryChannel(caller, request, id, verdict, preferences.locale),
    );
  }
  return results;
};

/** These did not go out; with firstAllowed the next channel is tried. */
const unsent = new Set<MessageStatus>(["failed", "suppressed", "canceled", "expired"]);

const tryChannel = async (
  caller: Caller,
  request: Request,
  id: string,
  verdict: ChannelVerdict,
  locale: string | null,
): Promise<Result> => {
  const { channel } = verdict;
  if (!verdict.isAllowed) return { channel, messageId: null, reason: verdict.reason };
  const { userId, message: body, urgent, metadata } = request;
  const template = request.template && { ...request.template, locale: request.template.locale ?? locale ?? undefined };
  const sending = { to: verdict.number, channel, body, template, urgent, userId, metadata };
  try {
    const { message } = await send(
      caller,
      { ...sending, isToUser: true },
      {
        operation: "notifyUser",
        key: `${id}:${channel}`,
        body: sending,
      },
    );
    return {
      channel,
      messageId: message.id,
      reason: unsent.has(message.status) ? (message.error?.code ?? message.status) : null,
    };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return { channel, messageId: null, reason: error.code };
  }
};
