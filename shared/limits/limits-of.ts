import type { TenantId } from "../ids.ts";
import { shortMemory } from "../short-memory.ts";
import { readOverrides } from "./limit-reads.ts";
import { type Limits, limitsWith } from "./limits.ts";

const remembered = shortMemory<Limits>({ milliseconds: 30_000, entries: 500 });

/** A tenant's limits as they were within the last 30 seconds. */
export const limitsOf = (tenantId: TenantId): Promise<Limits> =>
  remembered.recall(tenantId, async () => limitsWith(await readOverrides(tenantId)));
