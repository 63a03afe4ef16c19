import type { ProviderName } from "./manifests.ts";
import type { SnsCredentials } from "./sns/sns-credentials.ts";
import type { TwilioCredentials } from "./twilio/twilio-credentials.ts";

/** The credentials that each adapter needs. Their plaintext exists only in a Lambda's memory, for at most five minutes. */
interface CredentialsByProvider {
  twilio: TwilioCredentials;
  sns: SnsCredentials;
}

export type CredentialsOf<Name extends ProviderName> = { provider: Name } & CredentialsByProvider[Name];

export type ProviderCredentials = { [Name in ProviderName]: CredentialsOf<Name> }[ProviderName];

/** Decrypts a configuration's credentials when an adapter first needs them. */
export type LoadCredentials = () => Promise<ProviderCredentials>;

/** The fields of a provider configuration that the hub needs to open a role. */
export interface ProviderChoice {
  provider: ProviderName;
  testMode: boolean;
}

export interface SendingConfig extends ProviderChoice {
  senderId: string | null;
  smsType: "Promotional" | "Transactional";
  maxPriceUsd: string | null;
}

/** Loads a configuration's credentials. Throws if they belong to another provider. */
export const credentialsFor = async <Name extends ProviderName>(
  name: Name,
  load: LoadCredentials,
): Promise<CredentialsOf<Name>> => {
  const credentials = await load();
  if (isOf(name, credentials)) return credentials;
  throw new Error(`A ${name} configuration holds credentials of ${credentials.provider}`);
};

const isOf = <Name extends ProviderName>(
  name: Name,
  credentials: { provider: ProviderName },
): credentials is CredentialsOf<Name> => credentials.provider === name;
