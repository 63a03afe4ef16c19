import { updateTenant } from "../../shared/api/operations/tenants.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeTenant } from "../../shared/accounts/tenants/change-tenant.ts";

export const handler = httpHandler(updateTenant, async ({ caller, params, body }) =>
  ok(await changeTenant(caller, params.id, body)),
);
