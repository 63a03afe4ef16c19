import * as z from "zod";
import { cursor, Id, limit, listQuery, Metadata, Time, TimeInput, UserId, View } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { Country } from "../schemas/country.ts";
import { ColumnName, sized, withCompanion, withEither } from "../schemas/entries.ts";
import { withContent } from "../schemas/message-content.ts";
import { Channel, Message, SendMessage } from "../schemas/message-schemas.ts";
import { PausedBy } from "../schemas/paused-by.ts";
import { ChosenTemplate, maximumVariables, TemplateVariables } from "../schemas/template-variables.ts";
import { batchFilesKeptDays, maximumScheduleDays, maximumUploadBytes, rangesKeptDays } from "../sizes.ts";
import { text } from "../text.ts";
import { listMessages } from "./messages.ts";

export const BatchStatus = z
  .enum(["importing", "scheduled", "running", "paused", "completed", "canceling", "canceled", "failed"])
  .meta({
    description:
      "`canceling`: nothing more of it is sent, and who is with the provider is still being counted. Once the counts stand still it is `canceled`",
  });

export const maximumInlineRecipients = 100_000;
/** Of a request with its recipients in it. Lambda takes 6 MB of event, in which every quote of the body counts twice. */
export const maximumInlineBytes = 5_000_000;
export const BatchCounts = z
  .object({
    accepted: z.int().meta({ description: "The provider took it: accepted, sent, delivered, undelivered, read" }),
    failed: z.int(),
    suppressed: z.int(),
    canceled: z.int(),
    expired: z.int(),
    unknown: z.int(),
    pending: z.int().meta({ description: "Not sent yet, or being sent" }),
  })
  .meta({ id: "BatchCounts", description: "How many recipients stand where; they add up to `total`" });

const InvalidEntry = z.object({
  line: z.int().meta({ description: "The line of the upload, or the place in `to`, counted from 1" }),
  input: z
    .string()
    .meta({ description: "What stood there; of nine digits or more in a row the middle ones are left out" }),
  reason: z.string(),
});

export const Batch = z
  .object({
    id: Id,
    status: BatchStatus,
    channel: Channel,
    total: z.int().meta({ description: "Different valid recipients; 0 until the list is imported" }),
    duplicates: z.int().meta({ description: "Entries whose number stood in the list before, however spelled" }),
    invalidCount: z.int(),
    invalid: z.array(InvalidEntry).meta({ description: "The first 100 entries that are left out" }),
    counts: BatchCounts,
    actingUserId: UserId.nullable().meta({ description: "The user who made it: a token's subject, or onBehalfOf" }),
    failure: z.string().nullable().meta({ description: "Why nothing of it could be sent" }),
    pausedBy: PausedBy.nullable().meta({
      description: "What holds it, or some of its recipients, while it is running; null: nothing does. Not pauseBatch",
    }),
    sendAt: Time.nullable(),
    createdAt: Time,
    completedAt: Time.nullable().meta({ description: "When it was over: completed, canceled or failed" }),
  })
  .meta({ id: "Batch" });

/** What is no number is told of in `invalid`: one bad entry never stops the rest. */
const Recipient = z.union([text(256), z.strictObject({ to: text(256), variables: TemplateVariables.optional() })]);

/** A column's name by what it holds. */
const Columns = sized(z.record(text(64).min(1), ColumnName), { least: 1, most: maximumVariables + 1 });

const content = SendMessage.shape;

/** Whom a batch goes to and what it holds. */
const BatchRequest = withContent(
  withEither(
    z.strictObject({
      to: z
        .array(Recipient)
        .min(1, "must name at least one recipient")
        .max(maximumInlineRecipients, `must have at most ${maximumInlineRecipients} recipients: upload a longer list`)
        .optional()
        .meta({ description: `Numbers, or { to, variables }: at most ${maximumInlineRecipients}, 5 MB` }),
      uploadId: Id.optional().meta({ description: "A list that createBatchUpload took, instead of `to`" }),
      columns: Columns.optional().meta({
        description:
          'Which column of a CSV upload holds what: `to` the numbers, any other name that variable, as in {"to":"Mobile","name":"First name"}',
      }),
      country: Country.optional(),
      body: content.body.meta({ description: "May hold {{variables}}, filled in per recipient" }),
      template: ChosenTemplate.optional().meta({
        description: "The version of now is kept; a recipient's own variables go before these",
      }),
      contentSid: content.contentSid,
      contentVariables: content.contentVariables.meta({ description: "A recipient's own variables go before these" }),
      channel: content.channel.meta({
        description:
          "Left out: what every entry of `to` names, else sms. An entry that names another channel is left out and told",
      }),
      from: content.from,
      mediaUrls: content.mediaUrls,
      providerConfigId: Id.optional(),
      sendAt: TimeInput.optional().meta({ description: `Later than now, at most ${maximumScheduleDays} days ahead` }),
      validitySeconds: content.validitySeconds,
      urgent: content.urgent.meta({
        description: "Not held back in quiet hours; of another batch who is in theirs is sent to when they are over",
      }),
      onBehalfOf: content.onBehalfOf,
      metadata: Metadata.optional(),
      autoStart: z
        .boolean()
        .default(true)
        .meta({ description: "false: once imported the batch waits, paused, for startBatch" }),
    }),
    "to",
    "uploadId",
  ),
);

export const CreateBatch = withCompanion(BatchRequest, "columns", "uploadId").meta({ id: "CreateBatch" });

export const BatchUpload = z
  .object({
    uploadId: Id,
    url: z.string().meta({ description: "Where to PUT the file; no credential is needed" }),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: "To be sent with it; most clients do by themselves" }),
    expiresAt: Time.meta({ description: "The file must be there by then" }),
  })
  .meta({ id: "BatchUpload" });

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
