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

type Asked = BodyOf<typeof updateVerificationPolicy>;
type Changes = Omit<Asked, "templateName">;

/**
 * Changes how a tenant verifies numbers; answers with all of it. Of what has ceilings a platform administrator sets those. Throws
 * permission_missing for a test key, and beyond a ceiling; invalid_request for what does not fit together; conflict where others keep
 * changing it.
 */
export const changePolicy = async (caller: Caller, tenantId: TenantId, asked: Asked) => {
  requireLiveKey(caller);
  const changes = await withTemplateId(tenantId, asked);
  const isAdministrator = caller.permissions.has("platform_admin");
  const ceilings = isAdministrator ? only(changes, isCeiling) : {};
  const own = isAdministrator ? only(changes, (name) => !isCeiling(name)) : changes;
  const audit = auditOf({ ...caller, tenantId }, tenantId, forAudit(own, ceilings));
  const after = await retryOnRace("tenant's verification policy", async () => {
    const { revision, ...before } = await readPolicy(tenantId);
    refuseRaised(own, before);
    const wanted = { ceilings: merged(before.ceilings, ceilings), own: merged(before.own, own) };
    await requireFit(tenantId, own, { ...policyIn(wanted), ladder: wanted.own.ladder ?? null });
    if (Object.keys(changes).length === 0) return before;
    return (await writePolicy(tenantId, wanted, audit, revision)) ? wanted : null;
  });
  return viewOfPolicy(after);
};

/** A template that is named is the one of that name now: a policy keeps its id. */
const withTemplateId = async (tenantId: TenantId, { templateName: name, ...changes }: Asked): Promise<Changes> =>
  name === undefined ? changes : { ...changes, templateId: (await chosenTemplate(tenantId, { name })).id };

const only = (changes: Changes, isWanted: (name: string) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([name]) => isWanted(name)));

/** Judges what is asked for now: a ceiling that was lowered below what the tenant set before keeps nobody from changing the rest. */
const refuseRaised = (own: Changes, before: PolicyLayers): void => {
  const ceilings = ceilingsWith(before.ceilings);
  refuseBeyond(policyBounds, { ...ceilings, ...merged({}, own) }, ceilings);
};

/** Null takes back what was set. */
const merged = <Layer extends object>(before: Layer, changes: Changes): Layer =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== null && value !== undefined),
  ) as Layer;

/** The audit log names no person and holds no code (invariant 17). */
const forAudit = ({ testNumbers, ...own }: Changes, ceilings: Changes) => ({
  ...own,
  ...(testNumbers === undefined ? {} : { testNumbers: testNumbers?.map(({ number }) => maskNumber(number)) ?? null }),
  ...(Object.keys(ceilings).length > 0 ? { ceilings } : {}),
});
