import { getTenant } from "../../shared/api/operations/tenants.ts";
import { reachableTenant } from "../../shared/identity/tenants/reachable-tenant.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(getTenant, async ({ caller, params }) =>
  ok(await reachableTenant(caller, params.id)),
);
