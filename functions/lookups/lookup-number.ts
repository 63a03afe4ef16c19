import { lookupNumber } from "../../shared/api/operations/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { lookUp } from "../../shared/lookups/lookup-number.ts";

export const handler = httpHandler(lookupNumber, async ({ body, caller }) => ok(await lookUp(caller, body)));
