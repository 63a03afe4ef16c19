import { setTenantStatus } from "../../shared/accounts/tenants/change-tenant.ts";
import { resumeTenant } from "../../shared/api/operations/tenants.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(resumeTenant, async ({ caller, params }) =>
  ok(await setTenantStatus(caller, params.id, "active")),
);
