import { log } from "../../observability/logger.ts";
import { recordProviderOptOut } from "../../opt-outs/provider-opt-out.ts";
import { readConfigRow } from "../../provider-configs/provider-config-reads.ts";
import type { ProviderError } from "../../providers/provider.ts";
import type { StoredMessage } from "../stored-message.ts";

/** Does the provider say that its own list of opt-outs is why? */
export const isProvidersOptOut = (error: ProviderError | null | undefined): boolean =>
  error?.code === "recipient_opted_out";

/** The provider keeps a list of its own and refused: ours learns of it, so that the next message is not even tried. Never throws. */
export const recordOptOut = async (message: StoredMessage): Promise<void> => {
  const { isTest, configTenantId, to, providerConfigId, id } = message;
  if (isTest || configTenantId === undefined || providerConfigId === undefined) return;
  try {
    const providerConfig = await readConfigRow(configTenantId, providerConfigId);
    // Whose it was is not known of one that is gone, and nothing more goes out by it.
    if (!providerConfig) return;
    await recordProviderOptOut(providerConfig, { number: to, sender: message.sender, named: { messageId: id } });
  } catch (error) {
    log.error("store_unavailable", error, { messageId: id });
  }
};
