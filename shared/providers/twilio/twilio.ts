import type { Provider } from "../provider.ts";
import { twilioAccount } from "./twilio-account.ts";
import { twilioCalls } from "./twilio-calls.ts";
import type { TwilioCredentials } from "./twilio-credentials.ts";
import { twilioLookups } from "./twilio-lookups.ts";
import { twilioMessages } from "./twilio-messages.ts";
import { twilioNumbers } from "./twilio-numbers.ts";
import { twilioVerifications } from "./twilio-verifications.ts";
import { type TwilioOptions, twilioTransport } from "./wire/twilio-transport.ts";

interface RoleOptions extends TwilioOptions {
  /** Without a service of Twilio Verify, the provider has no `verifications` role. */
  verifyServiceSid?: string | undefined;
}

/** All of Twilio's roles. A function that needs one role imports only that role's file. */
export const twilio = (credentials: TwilioCredentials, options: RoleOptions = {}) => {
  const transport = twilioTransport(credentials, options);
  const { verifyServiceSid } = options;
  return {
    name: "twilio",
    messages: twilioMessages(transport),
    lookups: twilioLookups(transport),
    numbers: twilioNumbers(transport),
    calls: twilioCalls(transport),
    verifications: verifyServiceSid === undefined ? undefined : twilioVerifications(transport, verifyServiceSid),
    account: twilioAccount(credentials, options),
  } as const satisfies Provider;
};
