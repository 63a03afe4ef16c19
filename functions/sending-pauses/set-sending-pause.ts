import { setSendingPause } from "../../shared/api/operations/sending-pauses.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { setPause } from "../../shared/sending-pauses/manage-pauses.ts";

export const handler = httpHandler(setSendingPause, async ({ caller, body }) => ok(await setPause(caller, body)));
