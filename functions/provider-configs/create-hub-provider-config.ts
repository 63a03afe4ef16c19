import { createHubProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { makeConfig } from "../../shared/provider-configs/changing/create-config.ts";

export const handler = httpHandler(createHubProviderConfig, async ({ caller, body, idempotencyKey }) => {
  const { config, replayed } = await makeConfig(hubManager(caller), body, idempotencyKey);
  return created(config, replayed);
});
