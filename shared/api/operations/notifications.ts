import * as z from "zod";
import { channels } from "../channels.ts";
import { Id, Metadata, UserId } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { withEither } from "../schemas/entries.ts";
import { Channel } from "../schemas/message-schemas.ts";
import { ChosenTemplate } from "../schemas/template-variables.ts";
import { maximumBodyLength } from "../sizes.ts";
import { sentText } from "../text.ts";

export const NotifyUser = withEither(
  z.strictObject({
    userId: UserId,
    message: sentText(maximumBodyLength).min(1).optional(),
    template: ChosenTemplate.optional().meta({
      description: "In the user's own language, unless locale says otherwise",
    }),
    channels: z
      .array(Channel)
      .min(1)
      .max(channels.length)
      .optional()
      .meta({ description: "At most these; left out: every one the user allows" }),
    strategy: z.enum(["all", "firstAllowed"]).default("all"),
    urgent: z.boolean().default(false),
    metadata: Metadata.optional(),
  }),
  "message",
  "template",
).meta({ id: "NotifyUser" });

export const Notification = z
  .object({
    id: Id,
    results: z.array(
      z.object({
        channel: Channel,
        messageId: Id.nullable(),
        reason: z.string().nullable().meta({
          description:
            "Why nothing was sent: not_enabled, no_number, number_not_verified, not_needed, or the code a send would have been refused with",
        }),
      }),
    ),
  })
  .meta({ id: "Notification" });

export const notifyUser = operation({
  id: "notifyUser",
  method: "POST",
  path: "/v1/notifications",
  permission: "send_messages",
  summary: "Send to a user on the channels the user allows",
  description:
    "To the number in the user's preferences. all: every allowed channel; firstAllowed: one after the other until one takes it. Why a channel got nothing is told.",
  body: NotifyUser,
  answers: { 201: Notification },
  problems: ["not_found", "template_variables_missing", "idempotency_in_flight", "idempotency_mismatch"],
  rules: [rules.templateVariables, rules.exactTemplateVariable, rules.sendable, rules.visibleMessage],
  idempotent: true,
});

export const getNotification = operation({
  id: "getNotification",
  method: "GET",
  path: "/v1/notifications/{id}",
  permission: "send_messages",
  summary: "Get what became of a notification, for 30 days",
  answers: { 200: Notification },
  problems: ["not_found"],
});
