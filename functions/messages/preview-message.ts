import { previewMessage } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { preview } from "../../shared/messages/planning/preview.ts";

export const handler = httpHandler(previewMessage, async ({ body, caller }) => ok(await preview(caller, body)));
