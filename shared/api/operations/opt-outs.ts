import * as z from "zod";
import { cursor, E164, limit, NumberInUrl, Time } from "../common.ts";
import { operation } from "../operation.ts";
import * as rules from "../rules.ts";
import { ColumnName } from "../schemas/entries.ts";
import { text } from "../text.ts";

const Sender = text(64).min(1).meta({
  description:
    "A number of ours in any common spelling, a sender ID, a Messaging Service (MG…), or a provider configuration: all that goes through it",
});

export const OptOut = z
  .object({
    number: E164,
    scope: z.union([z.literal("tenant"), z.object({ sender: Sender })]),
    source: z.enum(["keyword", "provider", "api", "import"]),
    keyword: z.string().nullable(),
    at: Time,
  })
  .meta({ id: "OptOut" });

export const PutOptOut = z
  .strictObject({ scope: z.union([z.literal("tenant"), z.strictObject({ sender: Sender })]).default("tenant") })
  .meta({ id: "PutOptOut" });

export const ImportedOptOuts = z.object({
  imported: z.int(),
  invalidCount: z.int(),
  invalid: z
    .array(z.object({ line: z.int(), input: z.string(), reason: z.string() }))
    .meta({ description: "The first 100 lines that were left out" }),
});

export const listOptOuts = operation({
  id: "listOptOuts",
  method: "GET",
  path: "/v1/opt-outs",
  permission: "view_messages",
  summary: "List the opt-outs, newest first",
  query: z.strictObject({ limit, cursor, number: NumberInUrl.optional() }),
  answers: { 200: z.object({ items: z.array(OptOut), nextCursor: z.string().nullable() }) },
  problems: ["invalid_cursor", "invalid_number", "country_required"],
});

export const putOptOut = operation({
  id: "putOptOut",
  method: "PUT",
  path: "/v1/opt-outs/{number}",
  permission: "manage_messages",
  summary: "Record that a number has opted out, of everything or of one sender",
  body: PutOptOut.default({ scope: "tenant" }),
  answers: { 200: OptOut },
  problems: ["invalid_number", "country_required", "not_found"],
  rules: [rules.knownSender],
});

export const deleteOptOut = operation({
  id: "deleteOptOut",
  method: "DELETE",
  path: "/v1/opt-outs/{number}",
  permission: "manage_messages",
  summary: "Record that a number takes messages again",
  description:
    "All of the number's opt-outs, or the one from a sender. Only with the person's consent; Twilio keeps a list of its own, which only the person's START ends, and what stands in SNS's list comes back within the hour.",
  query: z.strictObject({ sender: Sender.optional() }),
  answers: { 204: null },
  problems: ["invalid_number", "country_required", "not_found"],
});

/** The maximum that fits into one request and into a Lambda's timeout. */
export const maximumImportedOptOuts = 5_000;

export const importOptOuts = operation({
  id: "importOptOuts",
  method: "POST",
  path: "/v1/opt-outs/import",
  permission: "manage_messages",
  summary: "Import opt-outs from CSV",
  description: `At most ${maximumImportedOptOuts} lines: number, and optionally sender. A header names the columns (to, number, phone, mobile …; sender or from), in any order, and others are left out; without one they are the first two. A line that cannot be read, or names a provider configuration that the tenant does not have, is reported and does not keep the others out. API Gateway hands text/csv on as UTF-8 alone: send a file in UTF-16 or Windows-1252 as application/octet-stream.`,
  query: z.strictObject({
    "columns.to": ColumnName.optional().meta({ description: "The column of the numbers, by its name in the header" }),
    "columns.sender": ColumnName.optional().meta({ description: "The column of the senders" }),
  }),
  rawBody: "text/csv",
  body: z.string().min(1),
  answers: { 200: ImportedOptOuts },
  problems: ["too_large"],
  rules: [rules.readableList, rules.someNumber],
});

export const exportOptOuts = operation({
  id: "exportOptOuts",
  method: "GET",
  path: "/v1/opt-outs/export.csv",
  permission: "view_messages",
  summary: "Export the opt-outs as CSV",
  description: `At most ${maximumImportedOptOuts} lines, which importOptOuts takes as they are; X-Next-Cursor, where it is there, is the cursor for the rest.`,
  query: z.strictObject({ cursor }),
  answers: { 200: { contentType: "text/csv" } },
  problems: ["invalid_cursor"],
});
