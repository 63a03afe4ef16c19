import { getLimits } from "../../shared/api/operations/limits.ts";
import { reachableTenant } from "../../shared/identity/tenants/reachable-tenant.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { showLimits } from "../../shared/limits/show-limits.ts";

export const handler = httpHandler(getLimits, async ({ caller, params }) =>
  ok(await showLimits((await reachableTenant(caller, params.id)).id)),
);
