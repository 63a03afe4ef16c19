import { config } from "../kernel/config.ts";
import { credentialsFor, type ProviderCredentials, type SendingConfig } from "./credentials.ts";
import type { MessageSender, Provider } from "./provider.ts";
import { testMode } from "./test-mode/test-mode.ts";
import { twilioMessages } from "./twilio/twilio-messages.ts";
import { twilioTransport } from "./twilio/wire/twilio-transport.ts";

export interface ProviderMessages {
  name: Provider["name"];
  messages: MessageSender;
}

/**
 * Who sends for this configuration. In test mode (a configuration's, or a test key's: pass `testMode: true`) the credentials are
 * never asked for. The AWS SDK for SNS is a file of its own, read when first needed (infra/bundling/on-demand.ts): most tenants
 * send through Twilio, and would wait for it at every cold start.
 */
export const messageSenderFor = async (
  providerConfig: SendingConfig,
  credentials: () => Promise<ProviderCredentials>,
): Promise<ProviderMessages> => {
  if (providerConfig.testMode) return testMode();
  if (providerConfig.provider === "sns") {
    const [{ snsMessages }, secret] = await Promise.all([
      import("./sns/sns-messages.ts"),
      credentialsFor("sns", credentials),
    ]);
    return { name: "sns", messages: snsMessages(secret, providerConfig) };
  }
  const secret = await credentialsFor("twilio", credentials);
  return { name: "twilio", messages: twilioMessages(twilioTransport(secret, { baseUrl: config.twilioBaseUrl() })) };
};
