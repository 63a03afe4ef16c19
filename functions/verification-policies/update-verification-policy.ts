import { updateVerificationPolicy } from "../../shared/api/operations/verification-policies.ts";
import { reachableTenant } from "../../shared/identity/tenants/reachable-tenant.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changePolicy } from "../../shared/verification-policies/change-policy.ts";

export const handler = httpHandler(updateVerificationPolicy, async ({ caller, params, body }) =>
  ok(await changePolicy(caller, (await reachableTenant(caller, params.id)).id, body)),
);
