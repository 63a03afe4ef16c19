import type { updateLimits } from "../api/limits.ts";
import type { BodyOf } from "../api/operation.ts";
import { type AuditEntry, auditOf } from "../audit/audit-entry.ts";
import { requireLiveKey } from "../authorization/live-only.ts";
import { Problem } from "../errors.ts";
import { scopeOf, type TenantId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { againWhereRaced } from "../optimistic-change.ts";
import { capsUsed } from "./caps.ts";
import { readSettings, readUsage } from "./limit-reads.ts";
import { updateOverrides } from "./limit-writes.ts";
import { defaultLimits, type LimitOverrides, limitsWith, platformMaximum } from "./limits.ts";
import { usageIn, viewOf } from "./show-limits.ts";
import { warnOfCaps } from "./warn-of-cap.ts";

type Changes = BodyOf<typeof updateLimits>;

/**
 * Changes a tenant's limits. Throws permission_missing for a test key, and beyond the platform's maximum for anybody but its administrator;
 * conflict where others keep changing them.
 */
export const changeLimits = async (caller: Caller, tenantId: TenantId, changes: Changes) => {
  requireLiveKey(caller);
  if (!caller.permissions.has("platform_admin")) requireWithinMaximum(changes);
  const after = await changed(tenantId, changes, auditOf({ ...caller, tenantId }, tenantId, changes));
  // Read last: what was sent up to the change counts too.
  const used = await readUsage(tenantId);
  await warnOfCaps(scopeOf(tenantId, "live"), capsUsed(used, limitsWith(after)));
  return viewOf(after, usageIn(used));
};

/** A rate is written whole, though one member of it be changed: where another change came between, it is merged again with that. */
const changed = (tenantId: TenantId, changes: Changes, audit: AuditEntry): Promise<LimitOverrides> =>
  againWhereRaced("tenant's limits", async () => {
    const { overrides, revision } = await readSettings(tenantId);
    const wanted = merged(overrides, changes);
    if (Object.keys(wanted).length === 0) return overrides;
    const isWritten = await updateOverrides(tenantId, wanted, audit, revision);
    return isWritten ? withoutNulls({ ...overrides, ...wanted }) : null;
  });

const withoutNulls = (wanted: Wanted): LimitOverrides =>
  Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== null));

type Wanted = { [Name in keyof LimitOverrides]?: LimitOverrides[Name] | null };

/** JSON Merge Patch (RFC 7396): a member of a rate may be changed alone; null returns the whole limit to its default. */
const merged = (before: LimitOverrides, { perTenant, perNumber, perCountry, ...rest }: Changes): Wanted => ({
  ...rest,
  ...(perTenant && { perTenant: { ...defaultLimits.perTenant, ...before.perTenant, ...perTenant } }),
  ...(perTenant === null && { perTenant }),
  ...(perNumber && { perNumber: { ...defaultLimits.perNumber, ...before.perNumber, ...perNumber } }),
  ...(perNumber === null && { perNumber }),
  ...(perCountry && { perCountry: { ...defaultLimits.perNumber, ...before.perCountry, ...perCountry } }),
  ...(perCountry === null && { perCountry }),
});

/** Judges what is asked for now: what an administrator allowed before stays, and keeps nobody from changing the rest. */
const requireWithinMaximum = ({ perTenant, perNumber }: Changes): void => {
  const { perTenant: ofTenant, perNumber: ofNumber } = platformMaximum;
  const isWithin =
    (perTenant?.perSecond ?? 0) <= ofTenant.perSecond &&
    (perTenant?.burst ?? 0) <= ofTenant.burst &&
    (perNumber?.perHour ?? 0) <= ofNumber.perHour &&
    (perNumber?.burst ?? 0) <= ofNumber.burst;
  if (isWithin) return;
  throw new Problem("permission_missing", {
    detail: `Only a platform administrator may go beyond ${ofTenant.perSecond} messages a second (burst ${ofTenant.burst}) and ${ofNumber.perHour} an hour to one number (burst ${ofNumber.burst}).`,
  });
};
