import { testProviderConnection } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { testConnection } from "../../shared/provider-configs/health/test-connection.ts";

export const handler = httpHandler(testProviderConnection, async ({ caller, params, query }) =>
  ok(await testConnection(managerFor(caller, query), params.id)),
);
