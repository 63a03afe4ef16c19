import { channels } from "../api/channels.ts";
import { now } from "../kernel/clock.ts";
import { messageIdFor } from "../messages/message-id.ts";
import { readMessage } from "../messages/message-reads.ts";
import { allowedChannels, type ChannelVerdict } from "../preferences/allowed-channels.ts";
import { readPreferences } from "../preferences/preference-reads.ts";
import type { ChannelResult } from "./notification.ts";
import { type Attempt, idempotencyOf, tryChannel } from "./try-channel.ts";

/** `isBegun`: an earlier try made the message already. */
type ChannelRoute = ChannelVerdict & { isBegun?: true };

/** What came of each channel. `isTakenUp`: an earlier try may have begun to send. */
export const resultsOf = async (attempt: Attempt, isTakenUp: boolean): Promise<ChannelResult[]> => {
  const { caller, request } = attempt;
  const preferences = await readPreferences(caller.scope, request.userId);
  const wanted = request.channels ?? channels;
  const verdicts = allowedChannels(preferences, new Date(now()), true).filter(({ channel }) =>
    wanted.includes(channel),
  );
  const routes = isTakenUp ? await Promise.all(verdicts.map((verdict) => asBegun(attempt, verdict))) : verdicts;
  const tryRoute = (route: ChannelRoute) => tryChannel(attempt, route, preferences.locale);
  return request.strategy === "all" ? allOf(routes.map(tryRoute)) : firstOf(routes, tryRoute);
};

/** What an earlier try began stands as it was begun, whatever the preferences say by now. */
const asBegun = async (attempt: Attempt, verdict: ChannelVerdict): Promise<ChannelRoute> => {
  const { channel } = verdict;
  const { operation, key } = idempotencyOf(attempt, channel);
  const id = await messageIdFor(attempt.caller, { operation, key });
  const begun = await readMessage(attempt.caller.scope, id);
  return begun ? { channel, isAllowed: true, number: begun.to, isBegun: true } : verdict;
};

/** Throws the first failure once all have ended: Lambda freezes what is still under way when the answer goes out. */
const allOf = async (tries: Promise<ChannelResult>[]): Promise<ChannelResult[]> => {
  await Promise.allSettled(tries);
  return Promise.all(tries);
};

/** One after the other until one takes it; first those that were begun, for one of them may have taken it. */
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
