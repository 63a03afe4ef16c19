import { deleteHubProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { removeConfig } from "../../shared/provider-configs/changing/remove-config.ts";

export const handler = httpHandler(deleteHubProviderConfig, async ({ caller, params }) => {
  await removeConfig(hubManager(caller), params.id);
  return noContent();
});
