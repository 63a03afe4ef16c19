import { setProviderCredentials } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { setCredentials } from "../../shared/provider-configs/credentials/set-credentials.ts";

export const handler = httpHandler(setProviderCredentials, async ({ caller, params, query, body }) =>
  ok(await setCredentials(managerFor(caller, query), params.id, body)),
);
