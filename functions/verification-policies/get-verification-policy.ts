import { getVerificationPolicy } from "../../shared/api/operations/verification-policies.ts";
import { reachableTenant } from "../../shared/identity/tenants/reachable-tenant.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { readPolicy } from "../../shared/verification-policies/policy-reads.ts";
import { viewOfPolicy } from "../../shared/verification-policies/verification-policy.ts";

export const handler = httpHandler(getVerificationPolicy, async ({ caller, params }) =>
  ok(viewOfPolicy(await readPolicy((await reachableTenant(caller, params.id)).id))),
);
