import type { LoadCredentials, ProviderChoice } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { CodeVerifications } from "./provider.ts";
import { twilioVerifications } from "./twilio/twilio-verifications.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

interface VerifyingConfig extends ProviderChoice {
  verifyServiceSid: string | null;
}

type Open = (providerConfig: VerifyingConfig, load: LoadCredentials) => Promise<CodeVerifications | null>;

const openers: Readonly<Record<ProviderName, Open | null>> = {
  twilio: async ({ verifyServiceSid: sid }, load) =>
    sid === null ? null : twilioVerifications(await openTwilioTransport(load), sid),
  sns: null,
};

/** Opens the provider's own verifications for a configuration. Null: there are none, as in test mode or without a Verify service. */
export const openVerifications = async (
  providerConfig: VerifyingConfig,
  load: LoadCredentials,
): Promise<CodeVerifications | null> =>
  providerConfig.testMode ? null : (openers[providerConfig.provider]?.(providerConfig, load) ?? null);
