import { credentialsFor, type LoadCredentials, type ProviderChoice } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { ProviderOptOuts } from "./provider.ts";
import { snsOptOuts } from "./sns/sns-opt-outs.ts";

type Open = (load: LoadCredentials) => Promise<ProviderOptOuts>;

const openers: Readonly<Record<ProviderName, Open | null>> = {
  // Twilio reports an opt-out by a webhook, or when it refuses a message.
  twilio: null,
  sns: async (load) => snsOptOuts(await credentialsFor("sns", load)),
};

/** Opens the provider's own list of opt-outs. Null: there is no list to read, for example in test mode. */
export const openOptOutList = async (
  { provider, testMode }: ProviderChoice,
  load: LoadCredentials,
): Promise<ProviderOptOuts | null> => (testMode ? null : (openers[provider]?.(load) ?? null));
