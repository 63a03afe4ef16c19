import { connectProviderNumber } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { connectNumber } from "../../shared/provider-configs/numbers/connect-number.ts";

export const handler = httpHandler(connectProviderNumber, async ({ caller, params, query, body }) =>
  ok(await connectNumber(managerFor(caller, query), params.id, params.sid, body.replace)),
);
