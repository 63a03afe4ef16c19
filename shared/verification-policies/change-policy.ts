import type { BodyOf } from "../api/operation.ts";
import * as rules from "../api/rules.ts";
import type { updateVerificationPolicy } from "../api/verification-policies.ts";
import { auditOf } from "../audit/audit-entry.ts";
import { requireLiveKey } from "../authorization/live-only.ts";
import { broken } from "../errors.ts";
import type { TenantId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { maskNumber } from "../masking.ts";
import { readConfig } from "../provider-configs/provider-config-reads.ts";
import { readTemplate } from "../templates/template-reads.ts";
import { readPolicyOverrides } from "./policy-reads.ts";
import { updatePolicy } from "./policy-writes.ts";
import { type PolicyChanges, policyWith, type VerificationPolicy } from "./verification-policy.ts";

/**
 * Changes how a tenant verifies numbers; answers with all of it. Throws permission_missing for a test key, and invalid_request for
 * what does not fit together.
 */
export const changePolicy = async (
  caller: Caller,
  tenantId: TenantId,
  body: BodyOf<typeof updateVerificationPolicy>,
): Promise<VerificationPolicy> => {
  requireLiveKey(caller);
  const changes: PolicyChanges = body;
  const before = await readPolicyOverrides(tenantId);
  const kept = Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined);
  const after = policyWith(Object.fromEntries(kept));
  await requireFit(tenantId, after);
  if (Object.keys(changes).length > 0)
    await updatePolicy(tenantId, changes, auditOf({ ...caller, tenantId }, tenantId, forAudit(changes)));
  return after;
};

const requireFit = async (
  tenantId: TenantId,
  { channels, ladder, templateId, providerConfigId }: VerificationPolicy,
): Promise<void> => {
  const off = ladder?.find((channel) => !channels.includes(channel));
  if (off) throw broken(rules.ladderChannels, { more: off });
  const [template, config] = await Promise.all([
    templateId === null ? null : readTemplate(tenantId, templateId),
    providerConfigId === null ? null : readConfig(tenantId, providerConfigId),
  ]);
  if (templateId !== null && !template?.variables.includes("code")) throw broken(rules.policyTemplate);
  if (providerConfigId !== null && !config) throw broken(rules.policyConfig);
};

/** The audit log names no person and holds no code (invariant 17). */
const forAudit = ({ testNumbers, ...changes }: PolicyChanges) => ({
  ...changes,
  ...(testNumbers === undefined ? {} : { testNumbers: testNumbers?.map(({ number }) => maskNumber(number)) ?? null }),
});
