import { deleteProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { removeConfig } from "../../shared/provider-configs/changing/remove-config.ts";

export const handler = httpHandler(deleteProviderConfig, async ({ caller, params, query }) => {
  await removeConfig(managerFor(caller, query), params.id);
  return noContent();
});
