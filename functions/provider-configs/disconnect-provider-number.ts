import { disconnectProviderNumber } from "../../shared/api/operations/provider-configs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { managerFor } from "../../shared/provider-configs/changing/config-manager.ts";
import { disconnectNumber } from "../../shared/provider-configs/numbers/disconnect-number.ts";

export const handler = httpHandler(disconnectProviderNumber, async ({ caller, params, query }) =>
  ok(await disconnectNumber(managerFor(caller, query), params.id, params.sid)),
);
