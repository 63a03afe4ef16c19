import { config } from "../kernel/config.ts";
import { credentialsFor, type ProviderChoice, type ProviderCredentials } from "./credentials.ts";
import type { OwnedNumbers } from "./provider.ts";
import { twilioNumbers } from "./twilio/twilio-numbers.ts";
import { twilioTransport } from "./twilio/wire/twilio-transport.ts";

/** Null where the provider's numbers cannot be managed (SNS, test mode). */
export const numbersFor = async (
  { provider, testMode }: ProviderChoice,
  credentials: () => Promise<ProviderCredentials>,
): Promise<OwnedNumbers | null> => {
  if (testMode || provider !== "twilio") return null;
  const secret = await credentialsFor("twilio", credentials);
  return twilioNumbers(twilioTransport(secret, { baseUrl: config.twilioBaseUrl() }));
};
