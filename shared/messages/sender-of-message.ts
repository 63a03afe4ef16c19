import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import { messageSenderFor } from "../providers/message-sender-for.ts";
import type { MessageSender } from "../providers/provider.ts";
import type { StoredMessage } from "./stored-message.ts";

/** The provider as this message's configuration reaches it; null where the configuration or its credentials are gone. */
export const senderOfMessage = async (message: StoredMessage): Promise<MessageSender | null> => {
  const { providerConfigId, configTenantId } = message;
  if (providerConfigId === undefined || configTenantId === undefined || message.provider === "test") return null;
  const config = await readConfigRow(configTenantId, providerConfigId);
  return config?.credentials ? (await messageSenderFor(config, () => credentialsOf(config))).messages : null;
};
