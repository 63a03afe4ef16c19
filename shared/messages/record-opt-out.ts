import { log } from "../logger.ts";
import { putOptOut } from "../opt-outs/opt-out-writes.ts";
import type { ProviderError } from "../providers/provider.ts";
import type { StoredMessage } from "./stored-message.ts";

/** Does the provider say that its own list of opt-outs is why? */
export const isProvidersOptOut = (error: ProviderError | null | undefined): boolean =>
  error?.code === "recipient_opted_out";

/** The provider keeps a list of its own and refused: ours learns of it, so that the next message is not even tried. Never throws. */
export const recordOptOut = async (message: StoredMessage): Promise<void> => {
  const { isTest, configTenantId, scope, to, provider, providerConfigId, id } = message;
  if (isTest) return;
  // Twilio keeps a list per sender, SNS one for the whole account.
  const sender = provider === "sns" ? providerConfigId : message.sender;
  try {
    await putOptOut({ owner: configTenantId ?? scope, number: to, sender }, "provider");
  } catch (error) {
    // The message's own ending matters more, and the provider will refuse the next one too.
    log.error("store_unavailable", error, { messageId: id });
  }
};
