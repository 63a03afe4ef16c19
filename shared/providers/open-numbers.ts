import type { LoadCredentials, ProviderChoice } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { OwnedNumbers } from "./provider.ts";
import { twilioNumbers } from "./twilio/twilio-numbers.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

type Open = (load: LoadCredentials) => Promise<OwnedNumbers>;

const openers: Readonly<Record<ProviderName, Open | null>> = {
  twilio: async (load) => twilioNumbers(await openTwilioTransport(load)),
  sns: null,
};

/** Opens the numbers of a configuration's account. Null: the hub cannot manage them, for example in test mode. */
export const openNumbers = async (
  { provider, testMode }: ProviderChoice,
  load: LoadCredentials,
): Promise<OwnedNumbers | null> => (testMode ? null : (openers[provider]?.(load) ?? null));
