import { testHubProviderConnection } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { testConnection } from "../../shared/provider-configs/health/test-connection.ts";

export const handler = httpHandler(testHubProviderConnection, async ({ caller, params }) =>
  ok(await testConnection(hubManager(caller), params.id)),
);
