import { deleteHubProviderConfig } from "../../shared/api/provider-configs.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/config-manager.ts";
import { removeConfig } from "../../shared/provider-configs/remove-config.ts";

export const handler = httpHandler(deleteHubProviderConfig, async ({ caller, params }) => {
  await removeConfig(hubManager(caller), params.id);
  return noContent();
});
