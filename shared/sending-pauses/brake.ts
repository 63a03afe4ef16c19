import { cache } from "../kernel/cache.ts";
import type { TenantId } from "../kernel/ids.ts";
import { waits } from "../kernel/waits.ts";
import type { Brake } from "./held-by.ts";
import { readBrake } from "./pause-reads.ts";

/** Whatever is stopped stops within 30 s (invariant 21): this, and what is under way. */
const memory = cache<Brake>({ milliseconds: () => waits().settingsMemory, entries: 1_000 });

/** What may hold a tenant's work, as it was within the last 10 s. Throws where that cannot be read: then nothing is sent. */
export const brakeOf = (tenantId: TenantId): Promise<Brake> => memory.recall(tenantId, () => readBrake(tenantId));

/** The same as it is now: nothing is put aside by memory. */
export const brakeAnew = (tenantId: TenantId): Promise<Brake> => memory.refresh(tenantId, () => readBrake(tenantId));
