import * as z from "zod";
import { cursor, limit, listQuery, View } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { Batch, BatchUpload, CreateBatch, maximumInlineBytes } from "../schemas/batch-schemas.ts";
import { Message } from "../schemas/message-schemas.ts";
import { batchFilesKeptDays, maximumUploadBytes, rangesKeptDays } from "../sizes.ts";
import { listMessages } from "./messages.ts";

export const createBatchUpload = operation({
  id: "createBatchUpload",
  method: "POST",
  path: "/v1/message-batches/uploads",
  permission: "send_messages",
  summary: "Get an address to upload a long list of recipients to",
  description: `CSV with a header that names a column of numbers, best \`to\`; createBatch can name another one in \`columns\`. The other columns are variables. The delimiter may be a comma, a semicolon, a tab or a vertical bar. Or JSON Lines: each line a number, or { to, variables }. UTF-8, UTF-16 with a byte order mark, or Windows-1252. The file is kept for ${batchFilesKeptDays} days.`,
  body: z.strictObject({
    format: z.enum(["csv", "jsonl"]).default("csv"),
    bytes: z.int().min(1).max(maximumUploadBytes).meta({ description: "The file's size; no other is taken" }),
  }),
  answers: { 201: BatchUpload },
});

const createProblems = [
  "not_found",
  "country_required",
  "no_provider_config",
  "provider_not_verified",
  "not_supported",
  "too_large",
  "template_variables_missing",
  "idempotency_mismatch",
] as const;

export const createBatch = operation({
  id: "createBatch",
  method: "POST",
  path: "/v1/message-batches",
  permission: "send_messages",
  summary: "Send one message to many recipients, each with variables of its own",
  description:
    "Answers 202 once the list is safe. It is then imported: numbers are normalised, a number that stands twice is sent to once, and what is invalid is told with its line and left out.",
  body: CreateBatch,
  maximumBodyBytes: maximumInlineBytes,
  answers: { 202: Batch },
  problems: createProblems,
  rules: [
    rules.sendTime,
    rules.ownSender,
    rules.otherChannel,
    rules.noSuchChannel,
    rules.senderOfOtherChannel,
    rules.actingUser,
    rules.readableBody,
    rules.visibleBody,
    rules.contentValue,
    rules.templateValue,
    rules.templateVariables,
    rules.contentVariables,
    rules.recipientVariables,
    rules.csvColumns,
    rules.exactTemplateVariable,
    rules.exactContentVariable,
    rules.exactRecipientVariable,
  ],
  idempotent: true,
});

const onBatch = {
  permission: "manage_messages",
  answers: { 202: Batch },
  problems: ["not_found", "conflict"],
} as const;

export const startBatch = operation({
  ...onBatch,
  id: "startBatch",
  method: "POST",
  path: "/v1/message-batches/{id}/start",
  permission: "send_messages",
  summary: "Start a batch that was imported and waits, or a scheduled one before its time",
});

export const listBatches = operation({
  id: "listBatches",
  method: "GET",
  path: "/v1/message-batches",
  permission: "view_messages",
  summary: "List batches, newest first",
  query: listQuery,
  answers: { 200: z.object({ items: z.array(Batch), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor"],
});

export const getBatch = operation({
  id: "getBatch",
  method: "GET",
  path: "/v1/message-batches/{id}",
  permission: "view_messages",
  summary: "Get a batch and how far it has come",
  answers: { 200: Batch },
  problems: ["not_found"],
});

export const listBatchMessages = operation({
  id: "listBatchMessages",
  method: "GET",
  path: "/v1/message-batches/{id}/messages",
  permission: "view_messages",
  summary: "List the messages of a batch, newest first",
  description: "A recipient whose turn has not come has no message yet.",
  query: z.strictObject({ limit, cursor, view: View, status: listMessages.query.shape.status }),
  answers: { 200: z.object({ items: z.array(Message.partial()), nextCursor: z.string().nullable() }) },
  problems: ["not_found", "invalid_cursor"],
});

export const getBatchResults = operation({
  id: "getBatchResults",
  method: "GET",
  path: "/v1/message-batches/{id}/results.csv",
  permission: "view_messages",
  summary: "Get what became of each recipient, as CSV",
  description: `Up to 5,000 recipients are answered at once. For more a file is made: 202 with Retry-After until it is there, then 302 to it. Kept for ${batchFilesKeptDays} days after the batch has ended, and for ${rangesKeptDays} after it was made at most.`,
  answers: { 200: { contentType: "text/csv" }, 202: Batch, 302: null },
  problems: ["not_found", "conflict"],
});

export const cancelBatch = operation({
  ...onBatch,
  id: "cancelBatch",
  method: "POST",
  path: "/v1/message-batches/{id}/cancel",
  summary: "Cancel what a batch has not sent yet",
  problems: ["not_found", "not_cancelable"],
});

export const pauseBatch = operation({
  ...onBatch,
  id: "pauseBatch",
  method: "POST",
  path: "/v1/message-batches/{id}/pause",
  summary: "Pause a batch; what is being sent at this moment still goes out",
});

export const resumeBatch = operation({
  ...onBatch,
  id: "resumeBatch",
  method: "POST",
  path: "/v1/message-batches/{id}/resume",
  summary: "Go on with a paused batch",
});
