import { getMessageMedia } from "../../shared/api/operations/messages.ts";
import type { Answer } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { mediaOf } from "../../shared/messages/reading/media.ts";

export const handler = httpHandler(getMessageMedia, async ({ params, caller }): Promise<Answer> => {
  const media = await mediaOf(await visibleMessage(caller, params.id), params.index);
  return media.kind === "redirect"
    ? { status: 302, headers: { location: media.url } }
    : {
        status: 200,
        headers: { "content-type": media.contentType, "x-content-type-options": "nosniff" },
        bytes: media.bytes,
      };
});
