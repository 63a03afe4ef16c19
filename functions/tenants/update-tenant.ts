import { changeTenant } from "../../shared/accounts/tenants/change-tenant.ts";
import { updateTenant } from "../../shared/api/operations/tenants.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(updateTenant, async ({ caller, params, body }) =>
  ok(await changeTenant(caller, params.id, body)),
);
