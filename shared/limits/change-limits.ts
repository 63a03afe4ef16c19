import type { updateLimits } from "../api/limits.ts";
import type { BodyOf } from "../api/operation.ts";
import { auditOf } from "../audit/audit-entry.ts";
import { requireLiveKey } from "../authorization/live-only.ts";
import { Problem } from "../errors.ts";
import { scopeOf, type TenantId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { capsUndercut } from "./caps.ts";
import { readOverrides, readUsage } from "./limit-reads.ts";
import { updateOverrides } from "./limit-writes.ts";
import { defaultLimits, type LimitOverrides, limitsWith, platformMaximum } from "./limits.ts";
import { usageIn, viewOf } from "./show-limits.ts";
import { warnOfCap } from "./warn-of-cap.ts";

type Changes = BodyOf<typeof updateLimits>;

/** Changes a tenant's limits. Throws permission_missing for a test key, and beyond the platform's maximum for anybody but its administrator. */
export const changeLimits = async (caller: Caller, tenantId: TenantId, changes: Changes) => {
  requireLiveKey(caller);
  const before = await readOverrides(tenantId);
  const wanted = merged(before, changes);
  if (!caller.permissions.has("platform_admin")) requireWithinMaximum(wanted);
  if (Object.keys(wanted).length > 0)
    await updateOverrides(tenantId, wanted, auditOf({ ...caller, tenantId }, tenantId, changes));
  const kept = Object.entries({ ...before, ...wanted }).filter(([, value]) => value !== null);
  const after: LimitOverrides = Object.fromEntries(kept);
  // Read last: what was sent up to the change counts too.
  const used = await readUsage(tenantId);
  const undercut = capsUndercut(used, limitsWith(before), limitsWith(after));
  await Promise.all(undercut.map((cap) => warnOfCap(scopeOf(tenantId, "live"), cap)));
  return viewOf(after, usageIn(used));
};

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

const requireWithinMaximum = ({ perTenant, perNumber }: Wanted): void => {
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
