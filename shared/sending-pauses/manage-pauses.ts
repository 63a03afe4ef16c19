import type { BodyOf } from "../api/operation.ts";
import { maximumPlatformPauses, maximumTenantPauses, type setSendingPause } from "../api/operations/sending-pauses.ts";
import * as rules from "../api/rules.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { reachableTenant } from "../identity/tenants/reachable-tenant.ts";
import { now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import { broken, notFound, Problem } from "../kernel/errors.ts";
import { newId, type TenantId } from "../kernel/ids.ts";
import { retryOnRace } from "../kernel/optimistic-change.ts";
import { readPauses, readRestrictions } from "./pause-reads.ts";
import { replacePauses } from "./pause-writes.ts";
import { isSameTarget, type PauseOwner, platformList, type StoredPause } from "./sending-pause.ts";

type Request = BodyOf<typeof setSendingPause>;

const maximumMilliseconds = 366 * day;

/** Sets a pause. If one with the same target exists, replaces its reason and end. Throws not_found, invalid_request, limit_reached. */
export const setPause = async (caller: Caller, request: Request): Promise<StoredPause> => {
  requireLiveKey(caller);
  const until = endOf(request.until);
  const tenantId = await targetTenantId(caller, request.tenantId);
  const owner: PauseOwner = caller.permissions.has("platform_admin") ? platformList : caller.tenantId;
  const { provider = null, country = null, channel = null, reason } = request;
  const target = { tenantId, provider, country, channel };
  return retryOnRace("list of pauses", async () => {
    const list = await readPauses(owner);
    const before = list.pauses.find((one) => isSameTarget(one, target));
    const id = before?.id ?? newId("pause");
    const setBy = owner === platformList ? "platform" : "tenant";
    const pause: StoredPause = { id, setBy, ...target, reason, until, createdAt: before?.createdAt ?? nowIso() };
    const others = list.pauses.filter((one) => one.id !== id);
    requireRoom(owner, others.length);
    const audit = auditOf({ ...caller, tenantId: tenantId ?? caller.tenantId }, id, { ...target, reason, until });
    return (await replacePauses(owner, list, [pause, ...others], audit)) ? pause : null;
  });
};

/** Returns the tenant that the pause holds. Null: all tenants. */
const targetTenantId = async (caller: Caller, named: string | undefined): Promise<TenantId | null> => {
  if (named !== undefined) return (await reachableTenant(caller, named)).id;
  return caller.permissions.has("platform_admin") ? null : caller.tenantId;
};

const endOf = (until: string | undefined): string | null => {
  if (until === undefined) return null;
  const ahead = Date.parse(until) - now();
  if (ahead <= 0 || ahead > maximumMilliseconds) throw broken(rules.pauseEnd);
  return until;
};

const requireRoom = (owner: PauseOwner, others: number): void => {
  const maximum = owner === platformList ? maximumPlatformPauses : maximumTenantPauses;
  if (others < maximum) return;
  throw new Problem("limit_reached", { detail: `At most ${maximum} pauses can be in force. End one first.` });
};

/**
 * Lists the pauses in force that hold a tenant, newest first. If a platform administrator names no tenant, lists all pauses that the
 * platform has set.
 */
export const listPauses = async (caller: Caller, tenantId: string | undefined): Promise<StoredPause[]> => {
  requireLiveKey(caller);
  const isAll = tenantId === undefined && caller.permissions.has("platform_admin");
  const { pauses } = isAll
    ? await readPauses(platformList)
    : await readRestrictions((await reachableTenant(caller, tenantId ?? "current")).id);
  return [...pauses].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
};

/** Ends a pause. Throws not_found, and permission_missing if the caller is a tenant and the platform has set the pause. */
export const endPause = async (caller: Caller, id: string, tenantId: string | undefined): Promise<void> => {
  requireLiveKey(caller);
  const isPlatform = tenantId === undefined && caller.permissions.has("platform_admin");
  const owner: PauseOwner = isPlatform ? platformList : (await reachableTenant(caller, tenantId ?? "current")).id;
  await retryOnRace("list of pauses", async () => {
    const list = await readPauses(owner);
    const pause = list.pauses.find((one) => one.id === id);
    if (!pause) throw owner === platformList ? notFound("sending pause") : await whyNotEnded(owner, id);
    const audit = auditOf({ ...caller, tenantId: pause.tenantId ?? caller.tenantId }, id);
    const others = list.pauses.filter((one) => one.id !== id);
    return (await replacePauses(owner, list, others, audit)) ? "ended" : null;
  });
};

/** A tenant's list shows the pauses that the platform has set for it, so the problem explains why the tenant cannot end such a pause. */
const whyNotEnded = async (owner: Exclude<PauseOwner, typeof platformList>, id: string): Promise<Problem> => {
  const isSeen = (await readRestrictions(owner)).pauses.some((pause) => pause.id === id);
  if (!isSeen) return notFound("sending pause");
  return new Problem("permission_missing", {
    detail: "The platform has set this pause. Ask a platform administrator to end it.",
  });
};
