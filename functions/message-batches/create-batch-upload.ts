import { createBatchUpload } from "../../shared/api/operations/message-batches.ts";
import { makeUpload } from "../../shared/batches/lists/make-upload.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(createBatchUpload, async ({ body, caller }) =>
  created(await makeUpload(caller, body)),
);
