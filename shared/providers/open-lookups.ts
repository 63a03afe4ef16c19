import type { LoadCredentials, ProviderChoice } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { NumberLookups } from "./provider.ts";
import { twilioLookups } from "./twilio/twilio-lookups.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

type Open = (load: LoadCredentials) => Promise<NumberLookups>;

const openers: Readonly<Record<ProviderName, Open | null>> = {
  twilio: async (load) => twilioLookups(await openTwilioTransport(load)),
  sns: null,
};

/** Opens the provider's lookups for a configuration. Null: there are none, as in test mode. The hub then uses only the numbering plan. */
export const openLookups = async (
  { provider, testMode }: ProviderChoice,
  load: LoadCredentials,
): Promise<NumberLookups | null> => (testMode ? null : (openers[provider]?.(load) ?? null));
