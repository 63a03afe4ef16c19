import { config } from "../kernel/config.ts";
import type { ProviderCredentials } from "./credentials.ts";
import type { ProviderAccount } from "./provider.ts";

/** Asks whichever provider the credentials are for. They are proven in test mode as well: that is how one leaves it. */
export const accountFor = async (credentials: ProviderCredentials): Promise<ProviderAccount> => {
  if (credentials.provider === "sns") {
    const { snsAccount } = await import("./sns/sns-account.ts");
    return snsAccount(credentials);
  }
  const { twilioAccount } = await import("./twilio/twilio-account.ts");
  return twilioAccount(credentials, { baseUrl: config.twilioBaseUrl() });
};
