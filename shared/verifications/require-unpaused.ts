import { tenantOfScope } from "../kernel/ids.ts";
import { normalize } from "../numbers/normalize.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { restrictionsOf } from "../sending-pauses/pause-reads.ts";
import { findPausedBy, type PausedBy, sendingPaused } from "../sending-pauses/paused-by.ts";
import type { StoredVerification } from "./verification.ts";

type Code = Pick<StoredVerification, "scope" | "to" | "channel" | "isTest">;

/** What holds a code that would go by this configuration; null: nothing does. */
export const holdOfCode = async (
  config: StoredProviderConfig | null,
  { scope, to, channel, isTest }: Code,
): Promise<PausedBy | null> => {
  const brake = await restrictionsOf(tenantOfScope(scope));
  return findPausedBy(brake, {
    provider: config?.provider ?? null,
    configTenantId: config?.tenantId,
    channel,
    isTest,
    country: normalize(to).country,
  });
};

/**
 * A code is of no use later, so one that would be held is refused before it is claimed or counted. It depends on the number's country
 * alone, which is in the request (invariant 14). Throws sending_paused.
 */
export const requireUnpaused = async (config: StoredProviderConfig | null, code: Code): Promise<void> => {
  const held = await holdOfCode(config, code);
  if (held) throw sendingPaused(held);
};
