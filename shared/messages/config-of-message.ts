import { cache } from "../kernel/cache.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import { openMessages } from "../providers/open-messages.ts";
import type { MessageSender } from "../providers/provider.ts";
import type { StoredMessage } from "./stored-message.ts";

const remembered = cache<StoredProviderConfig | null>({
  milliseconds: () => waits().settingsMemory,
  entries: 500,
});

/** The configuration the message was accepted with, active or not, as it was within the last 10 s. Null: there was none, or it was deleted. */
export const configOfMessage = async (message: StoredMessage): Promise<StoredProviderConfig | null> => {
  const { providerConfigId } = message;
  return providerConfigId === undefined
    ? null
    : remembered.recall(providerConfigId, () => readConfigOfMessage(message));
};

/** As configOfMessage, and as it is now. */
export const readConfigOfMessage = async ({
  providerConfigId,
  configTenantId,
}: StoredMessage): Promise<StoredProviderConfig | null> =>
  providerConfigId === undefined || configTenantId === undefined
    ? null
    : readConfigRow(configTenantId, providerConfigId);

/** The provider as this message's configuration reaches it; null where the configuration or its credentials are gone. */
export const senderOfMessage = async (message: StoredMessage): Promise<MessageSender | null> => {
  const providerConfig = message.provider === "test" ? null : await readConfigOfMessage(message);
  return providerConfig?.credentials ? openMessages(providerConfig, () => credentialsOf(providerConfig)) : null;
};
