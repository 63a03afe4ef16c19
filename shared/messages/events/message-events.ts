import { eventTypes } from "../../api/operations/events.ts";
import { type EventType, type HubEvent, newEvent } from "../../events/event.ts";
import { putEvents } from "../../events/event-writes.ts";
import type { RowChange } from "../../lambda/stream-handler.ts";
import type { ProviderError } from "../../providers/provider.ts";
import { type StoredMessage, storedMessageOf } from "../stored-message.ts";

const isEventType = (name: string): name is EventType => eventTypes.some((type) => type === name);

/**
 * What a change of a message's row tells: one event for each status its history gained. Waiting and being sent are our own affair
 * and tell nothing. Id and time come from the row, so whoever reads the same change again makes the same event.
 */
export const eventsOfMessageChange = (before: StoredMessage | null, after: StoredMessage): HubEvent[] => [
  ...Object.entries(after.events).flatMap(([status, happened]) => {
    const type = `message.${status}`;
    if (!isEventType(type) || hasStatus(before, status)) return [];
    return [newEvent(after.scope, type, dataOf(after, status, happened.error), { about: [after.id], at: happened.at })];
  }),
  ...suspicionOf(before, after),
];

/** A sentence that reads like a STOP, for somebody to look at. */
const suspicionOf = (before: StoredMessage | null, after: StoredMessage): HubEvent[] =>
  before === null && after.suspectedOptOut
    ? [
        newEvent(after.scope, "message.opt_out_suspected", dataOf(after, after.status, undefined), {
          about: [after.id],
          at: after.createdAt,
        }),
      ]
    : [];

const hasStatus = (message: StoredMessage | null, status: string): boolean =>
  message !== null && Object.hasOwn(message.events, status);

/** No party, no body, no metadata: getMessage tells those, for as long as the message is there. */
const dataOf = (message: StoredMessage, status: string, error: ProviderError | undefined): HubEvent["data"] => ({
  messageId: message.id,
  status,
  direction: message.direction,
  channel: message.channel,
  isTest: message.isTest,
  batchId: message.batchId ?? null,
  errorCode: error?.code ?? null,
  providerCode: error?.providerCode ?? null,
});

/** Writes the events that changes of the messages table tell. A deleted message, and what is left of one, tells nothing. */
export const recordMessageEvents = async (changes: readonly RowChange[]): Promise<void> => {
  const events = changes.flatMap(({ before, after }) => {
    const message = after && storedMessageOf(after);
    if (!message) return [];
    const { scope } = message;
    return eventsOfMessageChange(before && storedMessageOf(before), message).map((event) => ({ scope, event }));
  });
  await putEvents(events);
};
