import { createProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { makeConfig } from "../../shared/provider-configs/changing/create-config.ts";

export const handler = httpHandler(createProviderConfig, async ({ caller, query, body, idempotencyKey }) => {
  const { config, replayed } = await makeConfig(managerFor(caller, query), body, idempotencyKey);
  return created(config, replayed);
});
