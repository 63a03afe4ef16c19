import { getHubProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { getConfig } from "../../shared/provider-configs/changing/show-configs.ts";

export const handler = httpHandler(getHubProviderConfig, async ({ caller, params, query }) =>
  ok(await getConfig(hubManager(caller), params.id, query)),
);
