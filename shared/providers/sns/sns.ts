import type { Provider } from "../provider.ts";
import { snsAccount } from "./sns-account.ts";
import type { SnsCredentials } from "./sns-credentials.ts";
import { type SnsSettings, snsMessages } from "./sns-messages.ts";
import { snsOptOuts } from "./sns-opt-outs.ts";

/** SNS sends SMS and keeps a list of opt-outs. It has no lookups, no status query and no numbers. */
export const sns = (credentials: SnsCredentials, settings: SnsSettings) =>
  ({
    name: "sns",
    messages: snsMessages(credentials, settings),
    account: snsAccount(credentials),
    optOuts: snsOptOuts(credentials),
  }) as const satisfies Provider;
