import * as z from "zod";
import { Time } from "../common.ts";
import { operation } from "../operation.ts";
import { JobNumber, jobMembers } from "../schemas/jobs.ts";
import { exportsKeptDays } from "../sizes.ts";

export const Export = z
  .object({
    ...jobMembers,
    counts: z
      .record(z.string(), z.int())
      .meta({ description: "Records in the document by kind: messages, lookups, optOuts, jobs" }),
    downloadUrl: z
      .string()
      .nullable()
      .meta({ description: "Where the JSON document can be fetched without a credential for the next 15 minutes" }),
    expiresAt: Time.nullable().meta({ description: "When the document is deleted" }),
  })
  .meta({ id: "Export" });

export const CreateExport = z.strictObject(JobNumber).meta({ id: "CreateExport" });

export const createExport = operation({
  id: "createExport",
  method: "POST",
  path: "/v1/exports",
  permission: "manage_tenant",
  summary: "Export everything held about a phone number, live and test, as one JSON document",
  description: `The document is kept for ${exportsKeptDays} days, or until the number is erased. Needs a live key.`,
  body: CreateExport,
  answers: { 202: Export },
  problems: ["invalid_number", "country_required", "not_found", "idempotency_mismatch"],
  idempotent: true,
  audited: true,
});

export const getExport = operation({
  id: "getExport",
  method: "GET",
  path: "/v1/exports/{id}",
  permission: "manage_tenant",
  summary: "Get how an export stands, and where to download it",
  answers: { 200: Export },
  problems: ["not_found"],
});
