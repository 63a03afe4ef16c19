import { putEvents } from "../../events/event-writes.ts";
import type { RowChange } from "../../lambda/stream-handler.ts";
import { eventOfOptOutChange } from "./opt-out-events.ts";

/** Writes the events that changes of the opt-outs table tell. */
export const recordOptOutEvents = async (changes: readonly RowChange[]): Promise<void> => {
  const events = changes.flatMap((change) => eventOfOptOutChange(change) ?? []);
  await putEvents(events);
};
