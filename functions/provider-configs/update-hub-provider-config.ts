import { updateHubProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeConfig } from "../../shared/provider-configs/changing/change-config.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";

export const handler = httpHandler(updateHubProviderConfig, async ({ caller, params, body }) =>
  ok(await changeConfig(hubManager(caller), params.id, body)),
);
