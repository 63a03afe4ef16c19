import { makeTenant } from "../../shared/accounts/tenants/make-tenant.ts";
import { createTenant } from "../../shared/api/operations/tenants.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(createTenant, async ({ caller, body, idempotencyKey }) => {
  const { tenant, replayed } = await makeTenant(caller, body, idempotencyKey);
  return created(tenant, replayed);
});
