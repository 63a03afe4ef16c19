import { connectHubProviderNumber } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { connectNumber } from "../../shared/provider-configs/numbers/connect-number.ts";

export const handler = httpHandler(connectHubProviderNumber, async ({ caller, params, body }) =>
  ok(await connectNumber(hubManager(caller), params.id, params.sid, body.replace)),
);
