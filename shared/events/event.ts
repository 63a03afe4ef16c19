import type * as z from "zod";
import type { Event, EventType as EventTypeSchema } from "../api/operations/events.ts";
import type { Item } from "../aws/dynamodb.ts";
import { nowIso } from "../kernel/clock.ts";
import { day, second } from "../kernel/durations.ts";
import { digest, eventIdOf, newId, type Scope } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";

export type HubEvent = z.output<typeof Event>;
export type EventType = z.output<typeof EventTypeSchema>;

/** Identifies an event, so that a repeated write writes the same event. */
export interface EventIdentity {
  /**
   * The subject of the event, such as a message's id. Together with scope and type it makes the event's id. By default the id is random.
   */
  about?: readonly string[];
  /** The time of the event. Default: now. It is part of the row's key, so a repeated write must pass the same time. */
  at?: string;
}

/** Makes an event. `data` must hold ids and no numbers, because an erasure does not reach the events (invariant 25). */
export const newEvent = (
  scope: Scope,
  type: EventType,
  data: HubEvent["data"],
  { about, at = nowIso() }: EventIdentity = {},
): HubEvent => ({
  id: about === undefined ? newId("event") : eventIdOf(scope, type, ...about),
  type,
  createdAt: at,
  data,
});

/** The number of partitions for one scope's events. A large batch makes more events in a second than one partition can accept. */
export const eventShards = 8;
export const eventPartition = (scope: Scope, shard: number): string => `${scope}#${shard}`;

const keptSeconds = (30 * day) / second;

export const itemOfEvent = (scope: Scope, event: HubEvent): Item => ({
  pk: eventPartition(scope, (digest([event.id])[0] ?? 0) % eventShards),
  sk: sortKey(event),
  ...event,
  expiresAt: Math.floor(Date.parse(event.createdAt) / 1000) + keptSeconds,
});

/** Only this function turns a row into an event. It does not validate the row, because itemOfEvent wrote it. */
export const eventFromItem = ({ pk, sk, expiresAt, ...event }: Item): HubEvent => event as HubEvent;
