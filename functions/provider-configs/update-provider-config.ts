import { updateProviderConfig } from "../../shared/api/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeConfig } from "../../shared/provider-configs/change-config.ts";

export const handler = httpHandler(updateProviderConfig, async ({ caller, params, body }) =>
  ok(await changeConfig(caller, params.id, body)),
);
