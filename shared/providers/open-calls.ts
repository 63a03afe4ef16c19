import { config } from "../kernel/config.ts";
import { credentialsFor, type ProviderChoice, type ProviderCredentials } from "./credentials.ts";
import type { CallPlacer } from "./provider.ts";
import { testMode } from "./test-mode/test-mode.ts";
import { twilioCalls } from "./twilio/twilio-calls.ts";
import { twilioTransport } from "./twilio/wire/twilio-transport.ts";

/** Null where nobody can be called (SNS). */
export const callPlacerFor = async (
  providerConfig: ProviderChoice,
  credentials: () => Promise<ProviderCredentials>,
): Promise<CallPlacer | null> => {
  if (providerConfig.testMode) return testMode().calls;
  if (providerConfig.provider !== "twilio") return null;
  const secret = await credentialsFor("twilio", credentials);
  return twilioCalls(twilioTransport(secret, { baseUrl: config.twilioBaseUrl() }));
};
