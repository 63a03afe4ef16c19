import { setHubProviderCredentials } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { setCredentials } from "../../shared/provider-configs/credentials/set-credentials.ts";

export const handler = httpHandler(setHubProviderCredentials, async ({ caller, params, body }) =>
  ok(await setCredentials(hubManager(caller), params.id, body)),
);
