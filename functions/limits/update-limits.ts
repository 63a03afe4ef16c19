import { updateLimits } from "../../shared/api/operations/limits.ts";
import { reachableTenant } from "../../shared/identity/tenants/reachable-tenant.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeLimits } from "../../shared/limits/change-limits.ts";

export const handler = httpHandler(updateLimits, async ({ caller, params, body }) =>
  ok(await changeLimits(caller, (await reachableTenant(caller, params.id)).id, body)),
);
