import { notFound, Problem } from "../kernel/errors.ts";
import type { Webhook } from "../lambda/webhook-handler.ts";
import { addLogContext } from "../observability/logger.ts";
import { configByWebhookId } from "../provider-configs/config-by-webhook-id.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { openWebhooks } from "../providers/open-webhooks.ts";
import type { ProviderWebhooks } from "../providers/provider-webhooks.ts";

interface VerifiedWebhook {
  providerConfig: StoredProviderConfig;
  /** Reads the requests of this provider. */
  reader: ProviderWebhooks;
}

/**
 * The provider configuration that a webhook request provably belongs to. Throws not_found for an unknown webhook id, before anything is
 * decrypted, and webhook_rejected for a request that is unsigned, forged or another account's (invariants 9 and 10).
 */
export const verifiedWebhook = async (webhook: Webhook): Promise<VerifiedWebhook> => {
  const providerConfig = await configByWebhookId(webhook.path[0] ?? "");
  const reader = providerConfig?.credentials ? openWebhooks(providerConfig.provider) : null;
  if (!providerConfig || !reader) throw notFound("webhook");
  addLogContext({ tenantId: providerConfig.tenantId, providerConfigId: providerConfig.id });
  if (!reader.isSigned(webhook)) throw new Problem("webhook_rejected", { detail: "The request is not signed." });
  const isProven =
    reader.isProven(webhook, await credentialsOf(providerConfig)) ||
    reader.isProven(webhook, await credentialsOf(providerConfig, { fresh: true }));
  if (!isProven) throw new Problem("webhook_rejected", { detail: "The signature does not match." });
  return { providerConfig, reader };
};
