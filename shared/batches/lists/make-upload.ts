import type * as z from "zod";
import type { BodyOf } from "../../api/operation.ts";
import type { createBatchUpload } from "../../api/operations/message-batches.ts";
import type { BatchUpload } from "../../api/schemas/batch-schemas.ts";
import type { Caller } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { hour, second } from "../../kernel/durations.ts";
import { newId } from "../../kernel/ids.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import { uploadUrl } from "./recipient-file-put.ts";

const urlSeconds = hour / second;

/** The file's place. Its format stands in the id, so that nothing of an upload needs to be stored. */
export const uploadName = (uploadId: string): string => `uploads/${uploadId}`;
export const uploadFormat = (uploadId: string): "csv" | "jsonl" | null => {
  const [, format] = /^upl_(csv|jsonl)_[A-Za-z0-9_-]+$/.exec(uploadId) ?? [];
  return format === "csv" || format === "jsonl" ? format : null;
};

/** An address to which one file of exactly these bytes can be put. Throws rate_limited. */
export const makeUpload = async (
  caller: Caller,
  { format, bytes }: BodyOf<typeof createBatchUpload>,
): Promise<z.output<typeof BatchUpload>> => {
  await limitCreation(caller, "uploads");
  const uploadId = newId("upload").replace("upl_", `upl_${format}_`);
  return {
    uploadId,
    url: await uploadUrl(caller.scope, uploadName(uploadId), bytes, urlSeconds),
    headers: { "content-length": String(bytes) },
    expiresAt: new Date(now() + urlSeconds * 1000).toISOString(),
  };
};
