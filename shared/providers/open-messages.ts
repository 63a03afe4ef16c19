import { credentialsFor, type LoadCredentials, type SendingConfig } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { MessageSender } from "./provider.ts";
import { testMode } from "./test-mode/test-mode.ts";
import { twilioMessages } from "./twilio/twilio-messages.ts";
import { openTwilioTransport } from "./twilio/wire/twilio-transport.ts";

type Open = (providerConfig: SendingConfig, load: LoadCredentials) => Promise<MessageSender>;

/**
 * Opens the message sender of each provider. The bundle keeps the AWS SDK for SNS in a separate file and loads it on first use
 * (infra/bundling/on-demand.ts). Otherwise tenants who send through Twilio, which is most of them, would wait for it at every cold start.
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

/** Opens the sender of a configuration. In test mode it loads no credentials. For a test key, pass `testMode: true`. */
export const openMessages: Open = async (providerConfig, load) =>
  providerConfig.testMode ? testMode().messages : openers[providerConfig.provider](providerConfig, load);
