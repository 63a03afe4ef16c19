import { deleteProviderConfig } from "../../shared/api/provider-configs.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/config-manager.ts";
import { removeConfig } from "../../shared/provider-configs/remove-config.ts";

export const handler = httpHandler(deleteProviderConfig, async ({ caller, params, query }) => {
  await removeConfig(managerFor(caller, query), params.id);
  return noContent();
});
