import { credentialsFor, type LoadCredentials, type SendingConfig } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { MessageSender } from "./provider.ts";
import { testMode } from "./test-mode/test-mode.ts";
import { twilioMessages } from "./twilio/twilio-messages.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

type Open = (providerConfig: SendingConfig, load: LoadCredentials) => Promise<MessageSender>;

/**
 * Who sends messages. The AWS SDK for SNS is a file of its own, read when first needed (infra/bundling/on-demand.ts): most tenants send
 * through Twilio, and would wait for it at every cold start.
 */
const openers: Readonly<Record<ProviderName, Open>> = {
  twilio: async (_, load) => twilioMessages(await openTwilioTransport(load)),
  sns: async (providerConfig, load) => {
    const [{ snsMessages }, credentials] = await Promise.all([
      import("./sns/sns-messages.ts"),
      credentialsFor("sns", load),
    ]);
    return snsMessages(credentials, providerConfig);
  },
};

/** The sender of a configuration. In test mode (a configuration's, or a test key's: pass `testMode: true`) it loads no credentials. */
export const openMessages: Open = async (providerConfig, load) =>
  providerConfig.testMode ? testMode().messages : openers[providerConfig.provider](providerConfig, load);
