import { config } from "../kernel/config.ts";
import { credentialsFor, type ProviderChoice, type ProviderCredentials } from "./credentials.ts";
import type { CodeVerifications } from "./provider.ts";
import { twilioVerifications } from "./twilio/twilio-verifications.ts";
import { twilioTransport } from "./twilio/wire/twilio-transport.ts";

interface VerifyingConfig extends ProviderChoice {
  verifyServiceSid: string | null;
}

/** Null where nobody verifies for the hub: no Twilio, no Verify service, or test mode. */
export const verificationsFor = async (
  { provider, testMode, verifyServiceSid }: VerifyingConfig,
  credentials: () => Promise<ProviderCredentials>,
): Promise<CodeVerifications | null> => {
  if (testMode || provider !== "twilio" || verifyServiceSid === null) return null;
  const secret = await credentialsFor("twilio", credentials);
  return twilioVerifications(twilioTransport(secret, { baseUrl: config.twilioBaseUrl() }), verifyServiceSid);
};
