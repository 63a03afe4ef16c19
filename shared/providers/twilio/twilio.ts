import type { TwilioCredentials } from "../../provider-configs/credentials.ts";
import type { Provider } from "../provider.ts";
import { twilioAccount } from "./twilio-account.ts";
import { twilioLookups } from "./twilio-lookups.ts";
import { twilioMessages } from "./twilio-messages.ts";
import { twilioNumbers } from "./twilio-numbers.ts";
import { type TwilioOptions, twilioTransport } from "./twilio-transport.ts";

/** Every role Twilio plays. A function that needs one role imports that role's file alone. */
export const twilio = (credentials: TwilioCredentials, options: TwilioOptions = {}) => {
  const transport = twilioTransport(credentials, options);
  return {
    name: "twilio",
    messages: twilioMessages(transport),
    lookups: twilioLookups(transport),
    numbers: twilioNumbers(transport),
    account: twilioAccount(credentials, options),
  } as const satisfies Provider;
};
