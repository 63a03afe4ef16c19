import * as z from "zod";
import { cursor, Id, limit, PartyInUrl, TimeInput, UserId, View, viewQuery } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import {
  Message,
  MessageChannel,
  MessageInView,
  MessagePreview,
  MessageStatus,
  ResendMessage,
  SendMessage,
} from "../schemas/message-schemas.ts";
import { severalOf } from "../several-of.ts";
import { text } from "../text.ts";

const sendProblems = [
  "template_variables_missing",
  "country_not_allowed",
  "premium_number_not_allowed",
  "cap_reached",
  "invalid_number",
  "country_required",
  "not_found",
  "no_provider_config",
  "provider_not_verified",
  "not_supported",
  "idempotency_in_flight",
  "idempotency_mismatch",
] as const;

const sendRules = [
  rules.sendTime,
  rules.ownSender,
  rules.sendable,
  rules.visibleBody,
  rules.actingUser,
  rules.otherChannel,
  rules.noSuchChannel,
  rules.senderOfOtherChannel,
] as const;

/** Rules that zod checks. Their path is the member that holds the variables. */
const contentRules = [
  rules.templateVariables,
  rules.contentVariables,
  rules.exactTemplateVariable,
  rules.exactContentVariable,
] as const;

/** Rules for the values that WhatsApp itself fills into a template. */
const valueRules = [rules.contentValue, rules.templateValue] as const;

export const sendMessage = operation({
  id: "sendMessage",
  method: "POST",
  path: "/v1/messages",
  permission: "send_messages",
  summary: "Send one SMS or WhatsApp message, now or later",
  description:
    "Answers 201 with the Message whatever the provider said: failed and suppressed are answers, not errors. What can be refused before a row exists is a 4xx.",
  body: SendMessage,
  answers: { 201: Message },
  problems: sendProblems,
  rules: [...sendRules, ...contentRules, ...valueRules],
  idempotent: true,
});

export const previewMessage = operation({
  id: "previewMessage",
  method: "POST",
  path: "/v1/messages/preview",
  permission: "send_messages",
  summary: "Tell what a send would do, without sending",
  description:
    "Takes what sendMessage takes. What would refuse or fail the send is told in blocked; nothing is stored.",
  body: SendMessage,
  answers: { 200: MessagePreview },
  rules: contentRules,
});

export const listMessages = operation({
  id: "listMessages",
  method: "GET",
  path: "/v1/messages",
  permission: "view_messages",
  own: true,
  summary: "List messages, newest first",
  query: z.strictObject({
    limit,
    cursor,
    view: View,
    to: PartyInUrl.optional(),
    from: PartyInUrl.optional(),
    participant: PartyInUrl.optional(),
    userId: UserId.optional().meta({ description: "Concerns this user" }),
    actingUserId: UserId.optional().meta({ description: "Sent by this user" }),
    batchId: Id.optional(),
    channel: MessageChannel.optional(),
    direction: z.enum(["outbound", "inbound"]).optional(),
    status: severalOf(MessageStatus, { what: "status", most: 200 }).optional(),
    errorCode: text(64).optional(),
    providerMessageId: text(128).optional(),
    requestId: text(128).optional(),
    since: TimeInput.optional().meta({ description: "Created at or after this moment" }),
    until: TimeInput.optional().meta({ description: "Created before this moment" }),
  }),
  answers: { 200: z.object({ items: z.array(MessageInView), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor", "invalid_number", "country_required"],
});

export const getMessage = operation({
  id: "getMessage",
  method: "GET",
  path: "/v1/messages/{id}",
  permission: "view_messages",
  own: true,
  summary: "Get one message",
  query: viewQuery,
  answers: { 200: MessageInView },
  problems: ["not_found"],
});

export const getMessageMedia = operation({
  id: "getMessageMedia",
  method: "GET",
  path: "/v1/messages/{id}/media/{index}",
  permission: "view_messages",
  own: true,
  summary: "Get a message's media from the provider",
  answers: { 200: { contentType: "*/*" }, 302: null },
  problems: ["not_found", "not_supported", "too_large"],
});

export const refreshMessage = operation({
  id: "refreshMessage",
  method: "POST",
  path: "/v1/messages/{id}/refresh",
  permission: "view_messages",
  own: true,
  summary: "Ask the provider for the message's status now",
  answers: { 200: Message },
  problems: ["not_found", "not_supported"],
});

export const cancelMessage = operation({
  id: "cancelMessage",
  method: "POST",
  path: "/v1/messages/{id}/cancel",
  permission: "manage_messages",
  own: true,
  summary: "Cancel a message that still waits here",
  answers: { 200: Message },
  problems: ["not_found", "not_cancelable"],
});

export const resendMessage = operation({
  id: "resendMessage",
  method: "POST",
  path: "/v1/messages/{id}/resend",
  permission: "manage_messages",
  own: true,
  summary: "Send a message again, as a new message",
  description: "From `unknown` it needs acceptDuplicateRisk: the first one may yet arrive.",
  body: ResendMessage.default({ acceptDuplicateRisk: false, urgent: false }),
  answers: { 201: Message },
  problems: [...sendProblems, "conflict"],
  idempotent: true,
});

export const redactMessage = operation({
  id: "redactMessage",
  method: "POST",
  path: "/v1/messages/{id}/redact",
  permission: "manage_messages",
  own: true,
  summary: "Blank a message's body and media, here and at the provider",
  answers: { 200: Message },
  problems: ["not_found", "conflict"],
});

export const deleteMessage = operation({
  id: "deleteMessage",
  method: "DELETE",
  path: "/v1/messages/{id}",
  permission: "manage_messages",
  own: true,
  summary: "Delete a message here",
  description: "The provider's own copy stays; redact first to blank it there.",
  answers: { 204: null },
  problems: ["not_found", "conflict"],
});
