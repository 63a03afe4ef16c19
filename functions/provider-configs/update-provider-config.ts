import { updateProviderConfig } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeConfig } from "../../shared/provider-configs/changing/change-config.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";

export const handler = httpHandler(updateProviderConfig, async ({ caller, params, query, body }) =>
  ok(await changeConfig(managerFor(caller, query), params.id, body)),
);
