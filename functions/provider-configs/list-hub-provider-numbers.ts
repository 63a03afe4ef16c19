import { listHubProviderNumbers } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { hubManager } from "../../shared/provider-configs/changing/config-manager.ts";
import { listNumbers } from "../../shared/provider-configs/numbers/owned-numbers.ts";

export const handler = httpHandler(listHubProviderNumbers, async ({ caller, params, query }) =>
  ok(await listNumbers(hubManager(caller), params.id, query)),
);
