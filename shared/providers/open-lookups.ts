import { config } from "../kernel/config.ts";
import { credentialsFor, type ProviderChoice, type ProviderCredentials } from "./credentials.ts";
import type { NumberLookups } from "./provider.ts";
import { twilioLookups } from "./twilio/twilio-lookups.ts";
import { twilioTransport } from "./twilio/wire/twilio-transport.ts";

/** Null where numbers cannot be looked up (SNS, test mode): what the numbering plan tells has to do (phone-metadata.ts). */
export const lookupsFor = async (
  { provider, testMode }: ProviderChoice,
  credentials: () => Promise<ProviderCredentials>,
): Promise<NumberLookups | null> => {
  if (testMode || provider !== "twilio") return null;
  const secret = await credentialsFor("twilio", credentials);
  return twilioLookups(twilioTransport(secret, { baseUrl: config.twilioBaseUrl() }));
};
