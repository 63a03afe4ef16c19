import * as z from "zod";
import { operation } from "../operation.ts";
import { JobNumber, jobMembers } from "../schemas/jobs.ts";

export const Erasure = z
  .object({
    ...jobMembers,
    counts: z
      .record(z.string(), z.int())
      .meta({ description: "Erased so far by kind of record: messages, lookups, optOuts, exports" }),
    providerCopies: z
      .object({ blanked: z.int(), left: z.int() })
      .meta({ description: "Messages whose text the provider blanked, and those it kept or could not be asked about" }),
  })
  .meta({ id: "Erasure" });

export const CreateErasure = z.strictObject(JobNumber).meta({ id: "CreateErasure" });

export const createErasure = operation({
  id: "createErasure",
  method: "POST",
  path: "/v1/erasures",
  permission: "manage_tenant",
  summary: "Erase everything held about a phone number, live and test",
  description:
    "Messages (their text at the provider first), lookups and exports are deleted; opt-outs go on counting under a keyed hash. What still waits to be sent to the number is not sent. It takes half a minute or more, and is complete when nothing more is found. A number of the tenant's own is refused. Needs a live key.",
  body: CreateErasure,
  answers: { 202: Erasure },
  problems: ["invalid_number", "country_required", "conflict", "not_found", "idempotency_mismatch"],
  idempotent: true,
  audited: true,
});

export const getErasure = operation({
  id: "getErasure",
  method: "GET",
  path: "/v1/erasures/{id}",
  permission: "manage_tenant",
  summary: "Get how an erasure stands; kept for 36 days",
  answers: { 200: Erasure },
  problems: ["not_found"],
});
