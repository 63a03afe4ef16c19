import type { ProviderName } from "./manifests.ts";
import type { ProviderWebhooks } from "./provider-webhooks.ts";
import { twilioWebhooks } from "./twilio/twilio-webhooks.ts";

const openers: Readonly<Record<ProviderName, ProviderWebhooks | null>> = {
  twilio: twilioWebhooks,
  sns: null,
};

/** Opens the reader of the webhooks that a provider posts to the hub. Null: the provider posts none. */
export const openWebhooks = (provider: ProviderName): ProviderWebhooks | null => openers[provider];
