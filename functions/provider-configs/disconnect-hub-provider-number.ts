import { disconnectHubProviderNumber } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { disconnectNumber } from "../../shared/provider-configs/numbers/disconnect-number.ts";

export const handler = httpHandler(disconnectHubProviderNumber, async ({ caller, params }) =>
  ok(await disconnectNumber(hubManager(caller), params.id, params.sid)),
);
