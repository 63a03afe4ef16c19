import * as z from "zod";
import { Id, Metadata, Time, TimeInput, UserId } from "../common.ts";
import { maximumScheduleDays } from "../sizes.ts";
import { text } from "../text.ts";
import { Country } from "./country.ts";
import { ColumnName, sized, withCompanion, withEither } from "./entries.ts";
import { withContent } from "./message-content.ts";
import { Channel, SendMessage } from "./message-schemas.ts";
import { PausedBy } from "./paused-by.ts";
import { ChosenTemplate, maximumVariables, TemplateVariables } from "./template-variables.ts";

export const BatchStatus = z
  .enum(["importing", "scheduled", "running", "paused", "completed", "canceling", "canceled", "failed"])
  .meta({
    description:
      "`canceling`: nothing more of it is sent, and who is with the provider is still being counted. Once the counts stand still it is `canceled`",
  });

export const maximumInlineRecipients = 100_000;
/** The maximum size of a request that contains its recipients. A Lambda event has at most 6 MB, and each quote of the body counts twice. */
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

/** The schema accepts any text, because the answer reports invalid numbers in `invalid`. One bad entry never stops the others. */
const Recipient = z.union([text(256), z.strictObject({ to: text(256), variables: TemplateVariables.optional() })]);

/** Column names by the field that the column holds. */
const Columns = sized(z.record(text(64).min(1), ColumnName), { least: 1, most: maximumVariables + 1 });

const content = SendMessage.shape;

/** The recipients and the content of a batch. */
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
