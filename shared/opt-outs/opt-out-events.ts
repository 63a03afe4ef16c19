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

/** What a change of an opt-out's row tells. One that is confirmed, or forgets its number, is neither new nor gone. */
export const eventOfOptOutChange = ({ before, after, at }: RowChange): ScopedEvent | null => {
  if (after && !before) return eventOf("opt_out.created", after, String(after.at ?? at));
  if (before && !after) return eventOf("opt_out.deleted", before, at);
  return null;
};

/** The person's number only masked: listOptOuts names it, for as long as it is not erased (invariant 25). */
const eventOf = (type: "opt_out.created" | "opt_out.deleted", row: Item, at: string): ScopedEvent => {
  const [owner = ""] = String(row.pk).split("#");
  // Our own key: opt-out-keys.ts begins it with the scope.
  const scope = owner as Scope;
  const data = {
    number: row.number === undefined ? null : maskNumber(String(row.number)),
    scope: row.scope ?? null,
    source: row.source ?? null,
    keyword: row.keyword ?? null,
  };
  return { scope, event: newEvent(scope, type, data, { about: [String(row.pk), String(row.sk), at], at }) };
};

/** Writes the events that changes of the opt-outs table tell. */
export const recordOptOutEvents = async (changes: readonly RowChange[]): Promise<void> => {
  const events = changes.flatMap((change) => eventOfOptOutChange(change) ?? []);
  await putEvents(events);
};
