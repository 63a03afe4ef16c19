import * as z from "zod";
import { Id, listQuery, Time, TimeInput } from "../common.ts";
import { operation } from "../operation.ts";
import { severalOf } from "../several-of.ts";

export const eventTypes = [
  "message.accepted",
  "message.sent",
  "message.delivered",
  "message.undelivered",
  "message.failed",
  "message.received",
  "message.opt_out_suspected",
  "message.read",
  "message.suppressed",
  "message.canceled",
  "message.expired",
  "message.unknown",
  "batch.completed",
  "batch.canceled",
  "batch.failed",
  "verification.approved",
  "verification.failed",
  "verification.prefix_blocked",
  "opt_out.created",
  "opt_out.deleted",
  "call.completed",
  "recording.completed",
  "port_in.updated",
  "provider_config.unhealthy",
  "provider_config.recovered",
  "limit.warning",
] as const;

export const EventType = z.enum(eventTypes);

export const Event = z
  .object({
    id: Id,
    type: EventType,
    createdAt: Time,
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: "The ids of what it is about, and no more: never a body, never a whole phone number" }),
  })
  .meta({ id: "Event" });

export const listEvents = operation({
  id: "listEvents",
  method: "GET",
  path: "/v1/events",
  permission: "manage_tenant",
  summary: "List what happened in the last 30 days, newest first",
  description:
    "An event follows what it tells within seconds. Each has an id of its own that never changes: whoever sees one twice has seen one event. A test key sees the events of test data.",
  query: listQuery.extend({
    type: severalOf(EventType, { what: "type", most: 500 }).optional(),
    since: TimeInput.optional().meta({ description: "At or after this moment" }),
    until: TimeInput.optional().meta({ description: "Before this moment" }),
  }),
  answers: { 200: z.object({ items: z.array(Event), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});
