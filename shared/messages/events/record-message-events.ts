import { putEvents } from "../../events/event-writes.ts";
import type { RowChange } from "../../lambda/stream-handler.ts";
import { storedMessageOf } from "../stored-message.ts";
import { eventsOfMessageChange } from "./message-events.ts";

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
