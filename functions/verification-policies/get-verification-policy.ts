import { getVerificationPolicy } from "../../shared/api/verification-policies.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { reachableTenant } from "../../shared/tenants/reachable-tenant.ts";
import { readPolicyOverrides } from "../../shared/verification-policies/policy-reads.ts";
import { policyWith } from "../../shared/verification-policies/verification-policy.ts";

export const handler = httpHandler(getVerificationPolicy, async ({ caller, params }) =>
  ok(policyWith(await readPolicyOverrides((await reachableTenant(caller, params.id)).id))),
);
