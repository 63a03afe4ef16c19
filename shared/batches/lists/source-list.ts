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
 * Where the list of a new batch lies: as it was uploaded, or written down here. `name` tells the request's own list from that of another
 * request with the same idempotency key. Throws not_found for an upload that is not there, too_large, and invalid_request for columns of what is
 * no CSV.
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
  if (format === null || bytes === null) throw notFound("upload, or its file was not put there yet");
  if (bytes > maximumUploadBytes)
    throw new Problem("too_large", { detail: `The file may have at most ${maximumUploadBytes} bytes.` });
  return { name: uploadName(uploadId), format, ...(columns && { columns }) };
};
