import * as rules from "../../api/rules.ts";
import { maximumUploadBytes } from "../../api/sizes.ts";
import type { Caller } from "../../identity/caller.ts";
import { broken, notFound, Problem } from "../../kernel/errors.ts";
import type { StoredBatch } from "../batch.ts";
import type { BatchRequest } from "../planning/batch-request.ts";
import { uploadFormat, uploadName } from "./make-upload.ts";
import { sizeOfFile } from "./recipient-file-get.ts";
import { putFile } from "./recipient-file-put.ts";

/**
 * The list of a new batch: the uploaded file, or a file that this function writes from the request. `name` distinguishes that file from
 * the one of another request with the same idempotency key. Throws not_found for a missing upload, too_large, and invalid_request for
 * `columns` of a list that is not CSV.
 */
export const sourceOf = async (
  { scope }: Caller,
  { to, uploadId, columns }: BatchRequest,
  name: string,
): Promise<StoredBatch["source"]> => {
  if (uploadId === undefined) {
    await putFile(scope, name, (to ?? []).map((entry) => JSON.stringify(entry)).join("\n"));
    return { name, format: "jsonl" };
  }
  const format = uploadFormat(uploadId);
  if (columns && format === "jsonl") throw broken(rules.csvColumns);
  const bytes = format && (await sizeOfFile(scope, uploadName(uploadId)));
  if (format === null || bytes === null) throw notFound("upload (or its file is not uploaded yet)");
  if (bytes > maximumUploadBytes)
    throw new Problem("too_large", { detail: `The file has more than ${maximumUploadBytes} bytes. Split the list.` });
  return { name: uploadName(uploadId), format, ...(columns && { columns }) };
};
