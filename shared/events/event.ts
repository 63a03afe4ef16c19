import type * as z from "zod";
import type { Event, EventType as EventTypeSchema } from "../api/operations/events.ts";
import type { Item } from "../aws/dynamodb.ts";
import { nowIso } from "../kernel/clock.ts";
import { day, second } from "../kernel/durations.ts";
import { digest, eventIdOf, newId, type Scope } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";

export type HubEvent = z.output<typeof Event>;
export type EventType = z.output<typeof EventTypeSchema>;

/** What makes an event the same one however often it is written. */
export interface EventIdentity {
  /** What it is about, such as a message's id: with scope and type it names the event. Left out: a new one each time. */
  about?: readonly string[];
  /** When it happened; left out: now. Part of the row's key, so a repeated write must give the same. */
  at?: string;
}

/** Its data holds ids and no numbers: what was erased elsewhere must not live on here (invariant 25). */
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

/** A tenant's events lie in so many partitions: a batch of a million makes more of them in a second than one may take. */
export const eventShards = 8;
export const eventPartition = (scope: Scope, shard: number): string => `${scope}#${shard}`;

const keptSeconds = (30 * day) / second;

export const itemOfEvent = (scope: Scope, event: HubEvent): Item => ({
  pk: eventPartition(scope, (digest([event.id])[0] ?? 0) % eventShards),
  sk: sortKey(event),
  ...event,
  expiresAt: Math.floor(Date.parse(event.createdAt) / 1000) + keptSeconds,
});

/** The one place where a row becomes an event; our own rows are trusted to hold what itemOfEvent wrote. */
export const eventFromItem = ({ pk, sk, expiresAt, ...event }: Item): HubEvent => event as HubEvent;
