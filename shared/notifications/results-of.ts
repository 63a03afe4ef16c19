import { channels } from "../api/channels.ts";
import { now } from "../kernel/clock.ts";
import { messageIdFor } from "../messages/message-id.ts";
import { readMessage } from "../messages/message-reads.ts";
import { allowedChannels, type ChannelVerdict } from "../preferences/allowed-channels.ts";
import { readPreferences } from "../preferences/preference-reads.ts";
import type { ChannelResult } from "./notification.ts";
import { type Attempt, idempotencyOf, tryChannel } from "./try-channel.ts";

/** `isBegun`: an earlier attempt has made the message. */
type ChannelRoute = ChannelVerdict & { isBegun?: true };

/** Sends on the channels and returns the result of each. `isTakenUp`: an earlier attempt may have begun to send. */
export const resultsOf = async (attempt: Attempt, isTakenUp: boolean): Promise<ChannelResult[]> => {
  const { caller, request } = attempt;
  const preferences = await readPreferences(caller.scope, request.userId);
  const requested = request.channels ?? channels;
  const verdicts = allowedChannels(preferences, new Date(now()), true).filter(({ channel }) =>
    requested.includes(channel),
  );
  const routes = isTakenUp ? await Promise.all(verdicts.map((verdict) => asBegun(attempt, verdict))) : verdicts;
  const tryRoute = (route: ChannelRoute) => tryChannel(attempt, route, preferences.locale);
  return request.strategy === "all" ? allOf(routes.map(tryRoute)) : firstOf(routes, tryRoute);
};

/** If an earlier attempt has made the message of a channel, keeps that message, even if the preferences have changed since. */
const asBegun = async (attempt: Attempt, verdict: ChannelVerdict): Promise<ChannelRoute> => {
  const { channel } = verdict;
  const { operation, key } = idempotencyOf(attempt, channel);
  const id = await messageIdFor(attempt.caller, { operation, key });
  const begun = await readMessage(attempt.caller.scope, id);
  return begun ? { channel, isAllowed: true, number: begun.to, isBegun: true } : verdict;
};

/** Waits for all attempts before it throws the first failure, because Lambda freezes unfinished work when the handler answers. */
const allOf = async (tries: Promise<ChannelResult>[]): Promise<ChannelResult[]> => {
  await Promise.allSettled(tries);
  return Promise.all(tries);
};

/** Tries one channel after the other until one accepts the message. Begins with earlier messages, because one may be accepted already. */
const firstOf = async (
  routes: ChannelRoute[],
  tryRoute: (route: ChannelRoute) => Promise<ChannelResult>,
): Promise<ChannelResult[]> => {
  const begun = await allOf(routes.filter(({ isBegun }) => isBegun).map(tryRoute));
  const results: ChannelResult[] = [];
  for (const route of routes) {
    const { channel } = route;
    const isDone = [...begun, ...results].some(({ messageId, reason }) => messageId !== null && reason === null);
    const earlier = begun.find((result) => result.channel === channel);
    results.push(earlier ?? (isDone ? { channel, messageId: null, reason: "not_needed" } : await tryRoute(route)));
  }
  return results;
};
