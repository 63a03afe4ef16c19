import type { LoadCredentials, ProviderChoice } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { CallPlacer } from "./provider.ts";
import { testMode } from "./test-mode/test-mode.ts";
import { twilioCalls } from "./twilio/twilio-calls.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

type Open = (load: LoadCredentials) => Promise<CallPlacer>;

const openers: Readonly<Record<ProviderName, Open | null>> = {
  twilio: async (load) => twilioCalls(await openTwilioTransport(load)),
  sns: null,
};

/** Opens the provider's calls for a configuration. Null: the provider places no calls. */
export const openCalls = async (
  { provider, testMode: isTest }: ProviderChoice,
  load: LoadCredentials,
): Promise<CallPlacer | null> => (isTest ? testMode().calls : (openers[provider]?.(load) ?? null));
