import { listProviderConfigs } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { listConfigs } from "../../shared/provider-configs/changing/show-configs.ts";

export const handler = httpHandler(listProviderConfigs, async ({ caller, query }) =>
  ok(await listConfigs(managerFor(caller, query), query)),
);
