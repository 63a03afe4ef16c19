import type { Item } from "../aws/dynamodb.ts";
import { type HubEvent, newEvent } from "../events/event.ts";
import { putEvents } from "../events/event-writes.ts";
import type { Scope } from "../kernel/ids.ts";
import type { RowChange } from "../lambda/stream-handler.ts";
import { maskNumber } from "../observability/masking.ts";

export interface ScopedEvent {
  scope: Scope;
  event: HubEvent;
}

/** The event for a change of an opt-out's row. Null: the row was only updated, for example because its number was erased. */
export const eventOfOptOutChange = ({ before, after, at }: RowChange): ScopedEvent | null => {
  if (after && !before) return eventOf("opt_out.created", after, String(after.at ?? at));
  if (before && !after) return eventOf("opt_out.deleted", before, at);
  return null;
};

/** The event has the number only masked (invariant 25). listOptOuts shows the whole number until it is erased. */
const eventOf = (type: "opt_out.created" | "opt_out.deleted", row: Item, at: string): ScopedEvent => {
  const [owner = ""] = String(row.pk).split("#");
  // opt-out-keys.ts begins each key with the scope.
  const scope = owner as Scope;
  const data = {
    number: row.number === undefined ? null : maskNumber(String(row.number)),
    scope: row.scope ?? null,
    source: row.source ?? null,
    keyword: row.keyword ?? null,
  };
  return { scope, event: newEvent(scope, type, data, { about: [String(row.pk), String(row.sk), at], at }) };
};

/** Writes the events for changes of the opt-outs table. */
export const recordOptOutEvents = async (changes: readonly RowChange[]): Promise<void> => {
  const events = changes.flatMap((change) => eventOfOptOutChange(change) ?? []);
  await putEvents(events);
};
