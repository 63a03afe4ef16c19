import { connectProviderNumber } from "../../shared/api/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { connectNumber } from "../../shared/provider-configs/connect-number.ts";

export const handler = httpHandler(connectProviderNumber, async ({ caller, params, body }) =>
  ok(await connectNumber(caller, params.id, params.sid, body.replace)),
);
