import type { BodyOf } from "../api/operation.ts";
import type { updateVerificationPolicy } from "../api/operations/verification-policies.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import type { TenantId } from "../kernel/ids.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { refuseBeyond } from "../limits/bounds.ts";
import { maskNumber } from "../observability/masking.ts";
import { chosenTemplate } from "../templates/template-reads.ts";
import { ceilingsWith, isCeiling, policyBounds } from "./policy-ceilings.ts";
import { readPolicy } from "./policy-reads.ts";
import { writePolicy } from "./policy-writes.ts";
import { requireFit } from "./require-fit.ts";
import { type PolicyLayers, policyIn, viewOfPolicy } from "./verification-policy.ts";

type PolicyRequest = BodyOf<typeof updateVerificationPolicy>;
type Changes = Omit<PolicyRequest, "templateName">;

/**
 * Changes a tenant's verification policy and returns all of it. For settings that have ceilings, a platform administrator changes the
 * ceilings. Throws permission_missing for a test key and beyond a ceiling, invalid_request for settings that do not fit together, and
 * conflict if others keep changing the policy.
 */
export const changePolicy = async (caller: Caller, tenantId: TenantId, request: PolicyRequest) => {
  requireLiveKey(caller);
  const changes = await withTemplateId(tenantId, request);
  const isAdministrator = caller.permissions.has("platform_admin");
  const ceilings = isAdministrator ? pick(changes, isCeiling) : {};
  const own = isAdministrator ? pick(changes, (name) => !isCeiling(name)) : changes;
  const audit = auditOf({ ...caller, tenantId }, tenantId, forAudit(own, ceilings));
  const after = await retryOnRace("tenant's verification policy", async () => {
    const { revision, ...before } = await readPolicy(tenantId);
    refuseRaised(own, before);
    const next = { ceilings: merged(before.ceilings, ceilings), own: merged(before.own, own) };
    await requireFit(tenantId, own, { ...policyIn(next), ladder: next.own.ladder ?? null });
    if (Object.keys(changes).length === 0) return before;
    return (await writePolicy(tenantId, next, audit, revision)) ? next : null;
  });
  return viewOfPolicy(after);
};

/** Replaces `templateName` by the id of the template that has this name now. */
const withTemplateId = async (
  tenantId: TenantId,
  { templateName: name, ...changes }: PolicyRequest,
): Promise<Changes> =>
  name === undefined ? changes : { ...changes, templateId: (await chosenTemplate(tenantId, { name })).id };

const pick = (changes: Changes, isPicked: (name: string) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name]) => isPicked(name)));

/** Judges only the present request: a ceiling lowered below an earlier setting does not keep the tenant from changing the others. */
const refuseRaised = (own: Changes, before: PolicyLayers): void => {
  const ceilings = ceilingsWith(before.ceilings);
  refuseBeyond(policyBounds, { ...ceilings, ...merged({}, own) }, ceilings);
};

/** Null removes a setting. */
const merged = <Layer extends object>(before: Layer, changes: Changes): Layer =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined),
  ) as Layer;

/** The changes without anything that identifies a person, and without codes (invariant 17). */
const forAudit = ({ testNumbers, ...own }: Changes, ceilings: Changes) => ({
  ...own,
  ...(testNumbers === undefined ? {} : { testNumbers: testNumbers?.map(({ number }) => maskNumber(number)) ?? null }),
  ...(Object.keys(ceilings).length > 0 ? { ceilings } : {}),
});
