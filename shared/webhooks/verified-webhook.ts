import { notFound, Problem } from "../kernel/errors.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { addLogContext } from "../observability/logger.ts";
import { configByWebhookId } from "../provider-configs/config-by-webhook-id.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { ProviderCredentials } from "../providers/credentials.ts";
import { isSignedByTwilio } from "../providers/twilio/twilio-signature.ts";

/**
 * The provider configuration a webhook was proven to be for. Throws not_found for an unknown webhook id (nothing was decrypted by
 * then), webhook_rejected for one that is unsigned, forged or another account's (invariants 9 and 10).
 */
export const verifiedProviderConfig = async (webhook: Webhook): Promise<StoredProviderConfig> => {
  const providerConfig = await configByWebhookId(webhook.path[0] ?? "");
  if (!providerConfig?.credentials || providerConfig.provider !== "twilio") throw notFound("webhook");
  addLogContext({ tenantId: providerConfig.tenantId, providerConfigId: providerConfig.id });
  if (webhook.signature === "") throw new Problem("webhook_rejected", { detail: "The request is not signed." });
  const isProven =
    proves(webhook, await credentialsOf(providerConfig)) ||
    proves(webhook, await credentialsOf(providerConfig, { fresh: true }));
  if (!isProven) throw new Problem("webhook_rejected", { detail: "The signature does not match." });
  return providerConfig;
};

/** Signed with a token of the account, and naming that account. */
const proves = (webhook: Webhook, credentials: ProviderCredentials): boolean =>
  credentials.provider === "twilio" &&
  isSignedByTwilio(webhook, [credentials.authToken, credentials.secondaryAuthToken]) &&
  webhook.parameters.AccountSid === credentials.accountSid;
