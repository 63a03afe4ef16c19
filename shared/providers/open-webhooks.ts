import type { ProviderName } from "./manifests.ts";
import type { ProviderWebhooks } from "./provider-webhooks.ts";
import { twilioWebhooks } from "./twilio/twilio-webhooks.ts";

const openers: Readonly<Record<ProviderName, ProviderWebhooks | null>> = {
  twilio: twilioWebhooks,
  sns: null,
};

/** How to read what a provider posts to the hub's webhooks. Null: it posts nothing. */
export const openWebhooks = (provider: ProviderName): ProviderWebhooks | null => openers[provider];
