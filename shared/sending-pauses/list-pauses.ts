import { type Caller, requireLiveKey } from "../identity/caller.ts";
import { reachableTenant } from "../identity/tenants/reachable-tenant.ts";
import { readBrake, readPauses } from "./pause-reads.ts";
import { platformList, type StoredPause } from "./sending-pause.ts";

/** The pauses in force that hold a tenant; of a platform administrator who names none, all that the platform has set. Newest first. */
export const listPauses = async (caller: Caller, tenantId: string | undefined): Promise<StoredPause[]> => {
  requireLiveKey(caller);
  const isAll = tenantId === undefined && caller.permissions.has("platform_admin");
  const { pauses } = isAll
    ? await readPauses(platformList)
    : await readBrake((await reachableTenant(caller, tenantId ?? "current")).id);
  return [...pauses].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
};
