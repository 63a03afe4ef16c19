import type { ProviderCredentials } from "./credentials.ts";

/** What choosing a provider needs of a provider configuration. */
export interface ProviderChoice {
  provider: "twilio" | "sns";
  testMode: boolean;
}

export interface SendingConfig extends ProviderChoice {
  senderId: string | null;
  smsType: "Promotional" | "Transactional";
  maxPriceUsd: string | null;
}

type CredentialsOf<Name extends ProviderCredentials["provider"]> = Extract<ProviderCredentials, { provider: Name }>;

/** The configuration's credentials, which must be of its own provider. */
export const credentialsFor = async <Name extends ProviderCredentials["provider"]>(
  name: Name,
  load: () => Promise<ProviderCredentials>,
): Promise<CredentialsOf<Name>> => {
  const credentials = await load();
  if (!isOf(name, credentials)) throw new Error(`A ${name} configuration holds credentials of ${credentials.provider}`);
  return credentials;
};

const isOf = <Name extends ProviderCredentials["provider"]>(
  name: Name,
  credentials: ProviderCredentials,
): credentials is CredentialsOf<Name> => credentials.provider === name;
