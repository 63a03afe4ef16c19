import { listSendingPauses } from "../../shared/api/operations/sending-pauses.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { listPauses } from "../../shared/sending-pauses/manage-pauses.ts";

export const handler = httpHandler(listSendingPauses, async ({ caller, query }) =>
  ok({ items: await listPauses(caller, query.tenantId) }),
);
