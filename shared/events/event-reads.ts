import type { QueryOf } from "../api/operation.ts";
import type { listEvents } from "../api/operations/events.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import type { Caller } from "../identity/caller.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { eventFromItem, eventPartition, eventShards, type HubEvent } from "./event.ts";

interface EventPage {
  limit: number;
  cursor?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  matches: (event: HubEvent) => boolean;
}

/** Reads a scope's events, newest first. Leaves out events older than 30 days, even if they are still in the table (invariant 19). */
export const readEventPage = (scope: Scope, { matches, ...page }: EventPage): Promise<Page<HubEvent>> =>
  listMerged({
    ...page,
    sources: [...Array(eventShards).keys()].map((shard) => ({
      table: config.table("events"),
      key: { name: "pk", value: eventPartition(scope, shard) },
      sortName: "sk",
    })),
    load: (items) =>
      items.map((item) => {
        const event = eventFromItem(item);
        return Number(item.expiresAt) > epochSeconds(now()) && matches(event) ? event : null;
      }),
  });

/** Returns a page of the events in the caller's scope. Throws invalid_cursor. */
export const eventPage = ({ scope }: Caller, { type, ...page }: QueryOf<typeof listEvents>): Promise<Page<HubEvent>> =>
  readEventPage(scope, { ...page, matches: (event) => type === undefined || type.includes(event.type) });
