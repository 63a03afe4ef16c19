import { log } from "../../observability/logger.ts";
import { optedOutSender } from "../../opt-outs/opt-out.ts";
import { putOptOut } from "../../opt-outs/opt-out-writes.ts";
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
    const sender = optedOutSender(providerConfig, message.sender);
    await putOptOut({ owner: configTenantId, number: to, sender }, "provider");
  } catch (error) {
    // The message's own ending matters more, and the provider will refuse the next one too.
    log.error("store_unavailable", error, { messageId: id });
  }
};
