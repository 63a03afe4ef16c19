import { tenantOfScope } from "../../kernel/ids.ts";
import { normalize } from "../../numbers/normalize.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { restrictionsOf } from "../../sending-pauses/pause-reads.ts";
import { findPausedBy, keepSince, newPausedBy, type PausedBy } from "../../sending-pauses/paused-by.ts";
import { type StoredMessage, sendingChannel } from "../stored-message.ts";

/**
 * What holds a message back now: a suspension, a pause, or the configuration it is to go by, which was deactivated. Null: nothing does.
 * Failover leads around none of them (docs/decisions/0019).
 */
export const holdOfMessage = async (
  message: StoredMessage,
  providerConfig: StoredProviderConfig | null,
): Promise<PausedBy | null> => {
  const { scope, to, isTest, provider, configTenantId } = message;
  const channel = sendingChannel(message);
  const brake = await restrictionsOf(tenantOfScope(scope));
  const held = findPausedBy(brake, { provider, configTenantId, channel, isTest, country: normalize(to).country });
  const current = held ?? (providerConfig && !providerConfig.isActive ? newPausedBy("provider_config_inactive") : null);
  return current && keepSince(message.pausedBy, current);
};
