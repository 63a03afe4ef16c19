import { testProviderConnection } from "../../shared/api/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { testConnection } from "../../shared/provider-configs/test-connection.ts";

export const handler = httpHandler(testProviderConnection, async ({ caller, params }) =>
  ok(await testConnection(caller, params.id)),
);
