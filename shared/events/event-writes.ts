import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { putAll } from "../aws/put-all.ts";
import type { TransactItem } from "../aws/transaction.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { type EventIdentity, type EventType, type HubEvent, itemOfEvent, newEvent } from "./event.ts";

/** Writes an event. A second write of the same event changes nothing, because the key follows from the event's identity. One write unit. */
export const putEvent = async (scope: Scope, event: HubEvent): Promise<void> => {
  await dynamodb().send(new PutCommand({ TableName: config.table("events"), Item: itemOfEvent(scope, event) }));
};

/**
 * The put of an event, for one transaction with the change that it reports. Use it if nothing repeats the change: otherwise a crash between
 * the two writes would lose the event.
 */
export const eventPut = (scope: Scope, event: HubEvent): TransactItem => ({
  Put: { TableName: config.table("events"), Item: itemOfEvent(scope, event) },
});

/** Writes many events of any tenants, in as few calls as possible. */
export const putEvents = (events: readonly { scope: Scope; event: HubEvent }[]): Promise<void> =>
  putAll(
    config.table("events"),
    events.map(({ scope, event }) => itemOfEvent(scope, event)),
  );

export const recordEvent = (
  scope: Scope,
  type: EventType,
  data: HubEvent["data"],
  identity?: EventIdentity,
): Promise<void> => putEvent(scope, newEvent(scope, type, data, identity));
