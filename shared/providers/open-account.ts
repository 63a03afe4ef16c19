import { config } from "../kernel/config.ts";
import type { ProviderCredentials } from "./credentials.ts";
import type { ProviderName } from "./manifests.ts";
import type { ProviderAccount } from "./provider.ts";

type Openers = {
  readonly [Name in ProviderName]: (
    credentials: Extract<ProviderCredentials, { provider: Name }>,
  ) => Promise<ProviderAccount>;
};

const openers: Openers = {
  twilio: async (credentials) =>
    (await import("./twilio/twilio-account.ts")).twilioAccount(credentials, { baseUrl: config.twilioBaseUrl() }),
  sns: async (credentials) => (await import("./sns/sns-account.ts")).snsAccount(credentials),
};

/** Opens the account of these credentials. The hub tests them in test mode as well, because that test is how a tenant leaves test mode. */
export const openAccount = <Name extends ProviderName>(
  credentials: Extract<ProviderCredentials, { provider: Name }> & { provider: Name },
): Promise<ProviderAccount> => openers[credentials.provider](credentials);
