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

/** The name of an upload's file. The id holds the format, so the hub stores nothing about an upload. */
export const uploadName = (uploadId: string): string => `uploads/${uploadId}`;
export const uploadFormat = (uploadId: string): "csv" | "jsonl" | null => {
  const [, format] = /^upl_(csv|jsonl)_[A-Za-z0-9_-]+$/.exec(uploadId) ?? [];
  return format === "csv" || format === "jsonl" ? format : null;
};

/** Makes a URL to which the client can put one file of exactly `bytes` bytes. Throws rate_limited. */
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
