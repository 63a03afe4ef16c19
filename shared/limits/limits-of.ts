import { cache } from "../kernel/cache.ts";
import { second } from "../kernel/durations.ts";
import type { TenantId } from "../kernel/ids.ts";
import { readLayers } from "./limit-reads.ts";
import { type Limits, limitsIn } from "./limits.ts";
import { orUnavailable } from "./or-unavailable.ts";

const remembered = cache<Limits>({ milliseconds: 30 * second, entries: 500 });

/** A tenant's limits as they were within the last 30 seconds. Throws temporarily_unavailable. */
export const limitsOf = (tenantId: TenantId): Promise<Limits> =>
  orUnavailable(remembered.recall(tenantId, async () => limitsIn(await readLayers(tenantId))));
