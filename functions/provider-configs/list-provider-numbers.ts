import { listProviderNumbers } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { listNumbers } from "../../shared/provider-configs/numbers/owned-numbers.ts";

export const handler = httpHandler(listProviderNumbers, async ({ caller, params, query }) =>
  ok(await listNumbers(managerFor(caller, query), params.id, query)),
);
