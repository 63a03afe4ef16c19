import type { BodyOf } from "../api/operation.ts";
import type { updateLimits } from "../api/operations/limits.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { scopeOf, type TenantId } from "../kernel/ids.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { refuseBeyond } from "./bounds.ts";
import { capsUsed } from "./caps/caps.ts";
import { warnOfCaps } from "./caps/warn-of-cap.ts";
import { readLayers, readUsage } from "./limit-reads.ts";
import { writeLayers } from "./limit-writes.ts";
import { ceilingsIn, type LimitLayers, type LimitOverrides, limitBounds, limitsIn, overlaid } from "./limits.ts";
import { usageIn, viewOf } from "./show-limits.ts";

type Changes = BodyOf<typeof updateLimits>;

/**
 * Changes a tenant's limits. A platform administrator changes the ceilings, any other caller the tenant's own limits below them. Throws
 * permission_missing for a test key and beyond a ceiling, and conflict if other requests keep changing the limits.
 */
export const changeLimits = async (caller: Caller, tenantId: TenantId, changes: Changes) => {
  requireLiveKey(caller);
  const layer = caller.permissions.has("platform_admin") ? "ceilings" : "own";
  const after = await retryOnRace("tenant's limits", () => changed(caller, tenantId, layer, changes));
  // Read after the change, so that every send before it counts.
  const used = await readUsage(tenantId);
  await warnOfCaps(scopeOf(tenantId, "live"), capsUsed(used, limitsIn(after)));
  return viewOf(after, usageIn(used));
};

/** Writes a whole layer. Null: another change came in between, so this one must be checked and merged again. */
const changed = async (
  caller: Caller,
  tenantId: TenantId,
  layer: keyof LimitLayers,
  changes: Changes,
): Promise<LimitLayers | null> => {
  const { revision, ...before } = await readLayers(tenantId);
  if (layer === "own") refuseRaised(changes, before);
  if (Object.keys(changes).length === 0) return before;
  const after = { ...before, [layer]: merged(before[layer], changes) };
  const audit = auditOf({ ...caller, tenantId }, tenantId, layer === "ceilings" ? { ceilings: changes } : changes);
  return (await writeLayers(tenantId, after, audit, revision)) ? after : null;
};

/** Checks only the changes. A value that the tenant set before its ceiling was lowered does not block other changes. */
const refuseRaised = (changes: Changes, before: LimitLayers): void => {
  const ceilings = ceilingsIn(before);
  refuseBeyond(limitBounds, overlaid(ceilings, merged({}, changes)), ceilings);
};

/** JSON Merge Patch (RFC 7396). A change can set one member of a rate alone, and null removes a setting. */
const merged = (before: LimitOverrides, { perTenant, perNumber, perCountry, ...rest }: Changes): LimitOverrides =>
  withoutNulls({
    ...before,
    ...rest,
    perTenant: patched(before.perTenant, perTenant),
    perNumber: patched(before.perNumber, perNumber),
    perCountry: patched(before.perCountry, perCountry),
  });

const patched = <Rate extends object>(before: Rate | undefined, change: Rate | null | undefined) =>
  change ? { ...before, ...change } : change === null ? null : before;

type Nullable = { [Name in keyof LimitOverrides]?: LimitOverrides[Name] | null | undefined };

const withoutNulls = (layer: Nullable): LimitOverrides =>
  Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== null && value !== undefined));
