import { cache } from "../kernel/cache.ts";
import { second } from "../kernel/durations.ts";
import type { StoredProviderConfig } from "./provider-config.ts";
import { readConfigByWebhookId } from "./provider-config-reads.ts";

/** The format of newWebhookId. The hub rejects any other id without a read. */
const webhookIdPattern = /^[A-Za-z0-9_-]{22}$/;

const memory = cache<StoredProviderConfig | null>({ milliseconds: 30 * second, entries: 1_000 });

/** Finds the configuration with this webhook id. The hub caches the row, or its absence, for 30 s. */
export const configByWebhookId = async (webhookId: string): Promise<StoredProviderConfig | null> =>
  webhookIdPattern.test(webhookId) ? memory.recall(webhookId, () => readConfigByWebhookId(webhookId)) : null;
