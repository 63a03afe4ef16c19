import { endSendingPause } from "../../shared/api/operations/sending-pauses.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { endPause } from "../../shared/sending-pauses/manage-pauses.ts";

export const handler = httpHandler(endSendingPause, async ({ caller, params, query }) => {
  await endPause(caller, params.id, query.tenantId);
  return noContent();
});
