import { auditOf } from "../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { reachableTenant } from "../identity/tenants/reachable-tenant.ts";
import { notFound, Problem } from "../kernel/errors.ts";
import { againWhereRaced } from "../kernel/optimistic-change.ts";
import { readBrake, readPauses } from "./pause-reads.ts";
import { replacePauses } from "./pause-writes.ts";
import { type PauseOwner, platformList } from "./sending-pause.ts";

/** Ends a pause. Throws not_found, and permission_missing for one that the platform has set for the caller. */
export const endPause = async (caller: Caller, id: string, tenantId: string | undefined): Promise<void> => {
  requireLiveKey(caller);
  const isPlatforms = tenantId === undefined && caller.permissions.has("platform_admin");
  const owner: PauseOwner = isPlatforms ? platformList : (await reachableTenant(caller, tenantId ?? "current")).id;
  await againWhereRaced("list of pauses", async () => {
    const list = await readPauses(owner);
    const pause = list.pauses.find((one) => one.id === id);
    if (!pause) throw owner === platformList ? notFound("sending pause") : await notTheirs(owner, id);
    const audit = auditOf({ ...caller, tenantId: pause.tenantId ?? caller.tenantId }, id);
    const others = list.pauses.filter((one) => one.id !== id);
    return (await replacePauses(owner, list, others, audit)) ? "ended" : null;
  });
};

/** A tenant sees in its list what the platform has set for it, so it is told why it cannot end that. */
const notTheirs = async (owner: Exclude<PauseOwner, typeof platformList>, id: string): Promise<Problem> => {
  const isSeen = (await readBrake(owner)).pauses.some((pause) => pause.id === id);
  if (!isSeen) return notFound("sending pause");
  return new Problem("permission_missing", { detail: "The platform has set this pause, and alone can end it." });
};
