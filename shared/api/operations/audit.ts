import * as z from "zod";
import { Id, listQuery, Time, TimeInput } from "../common.ts";
import { operation } from "../operation.ts";
import { text } from "../text.ts";

export const AuditEvent = z
  .object({
    id: Id,
    at: Time,
    actor: z.string().meta({ description: "`key:<id>`, `user:<subject>`, or `operator`" }),
    action: z.string().meta({ description: "The id of the operation, such as revokeApiKey" }),
    target: z.string().meta({ description: "The id of what was changed" }),
    requestId: z.string(),
    changes: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: "What changed; never a secret, and a person's number only masked" }),
  })
  .meta({ id: "AuditEvent" });

export const listAuditEvents = operation({
  id: "listAuditEvents",
  method: "GET",
  path: "/v1/audit-events",
  permission: "view_audit",
  summary: "List who changed what, newest first",
  description:
    "Every change of credentials, API keys, provider configurations, tenants, and every erasure and export leaves one event. The log holds what was done with test keys too, and is read with a live one.",
  query: listQuery.extend({
    action: text(64).min(1).optional(),
    actor: text(256).min(1).optional(),
    target: text(128).min(1).optional(),
    since: TimeInput.optional().meta({ description: "At or after this moment" }),
    until: TimeInput.optional().meta({ description: "Before this moment" }),
  }),
  answers: { 200: z.object({ items: z.array(AuditEvent), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});
