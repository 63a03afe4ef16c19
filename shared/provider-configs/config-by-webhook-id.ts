import { cache } from "../kernel/cache.ts";
import { second } from "../kernel/durations.ts";
import type { StoredProviderConfig } from "./provider-config.ts";
import { readConfigByWebhookId } from "./provider-config-reads.ts";

/** What newWebhookId makes; anything else is unknown without a read. */
const webhookIdPattern = /^[A-Za-z0-9_-]{22}$/;

const memory = cache<StoredProviderConfig | null>({ milliseconds: 30 * second, entries: 1_000 });

/** The configuration whose webhooks bear this id. Remembered for 30 s, and so is that there is none. */
export const configByWebhookId = async (webhookId: string): Promise<StoredProviderConfig | null> =>
  webhookIdPattern.test(webhookId) ? memory.recall(webhookId, () => readConfigByWebhookId(webhookId)) : null;
