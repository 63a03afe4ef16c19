import type { BodyOf } from "../api/operation.ts";
import { maximumPlatformPauses, maximumTenantPauses, type setSendingPause } from "../api/operations/sending-pauses.ts";
import * as rules from "../api/rules.ts";
import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { reachableTenant } from "../identity/tenants/reachable-tenant.ts";
import { now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import { broken, Problem } from "../kernel/errors.ts";
import { newId, type TenantId } from "../kernel/ids.ts";
import { againWhereRaced } from "../kernel/optimistic-change.ts";
import { readPauses } from "./pause-reads.ts";
import { replacePauses } from "./pause-writes.ts";
import { isSameScope, type PauseOwner, platformList, type StoredPause } from "./sending-pause.ts";

type Request = BodyOf<typeof setSendingPause>;

const longestMilliseconds = 366 * day;

/** Sets a pause, or replaces the reason and the end of the one there is. Throws not_found, invalid_request, limit_reached. */
export const setPause = async (caller: Caller, request: Request): Promise<StoredPause> => {
  requireLiveKey(caller);
  const until = endOf(request.until);
  const tenantId = await tenantMeant(caller, request.tenantId);
  const owner: PauseOwner = caller.permissions.has("platform_admin") ? platformList : caller.tenantId;
  const { provider = null, country = null, channel = null, reason } = request;
  const scope = { tenantId, provider, country, channel };
  return againWhereRaced("list of pauses", async () => {
    const list = await readPauses(owner);
    const before = list.pauses.find((one) => isSameScope(one, scope));
    const id = before?.id ?? newId("pause");
    const setBy = owner === platformList ? "platform" : "tenant";
    const pause: StoredPause = { id, setBy, ...scope, reason, until, createdAt: before?.createdAt ?? nowIso() };
    const others = list.pauses.filter((one) => one.id !== id);
    requireRoom(owner, others.length);
    const audit = auditOf({ ...caller, tenantId: tenantId ?? caller.tenantId }, id, { ...scope, reason, until });
    return (await replacePauses(owner, list, [pause, ...others], audit)) ? pause : null;
  });
};

/** Null: every tenant. */
const tenantMeant = async (caller: Caller, named: string | undefined): Promise<TenantId | null> => {
  if (named !== undefined) return (await reachableTenant(caller, named)).id;
  return caller.permissions.has("platform_admin") ? null : caller.tenantId;
};

const endOf = (until: string | undefined): string | null => {
  if (until === undefined) return null;
  const ahead = Date.parse(until) - now();
  if (ahead <= 0 || ahead > longestMilliseconds) throw broken(rules.pauseEnd);
  return until;
};

const requireRoom = (owner: PauseOwner, others: number): void => {
  const maximum = owner === platformList ? maximumPlatformPauses : maximumTenantPauses;
  if (others < maximum) return;
  throw new Problem("limit_reached", { detail: `At most ${maximum} pauses in force: end one first.` });
};
