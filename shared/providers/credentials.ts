/** What an adapter needs; plaintext lives only in a Lambda's memory, for at most five minutes. */
export interface TwilioCredentials {
  accountSid: string;
  authToken: string;
  secondaryAuthToken?: string | undefined;
  apiKeySid?: string | undefined;
  apiKeySecret?: string | undefined;
}

export type SnsCredentials =
  | { region: string; roleArn: string; externalId: string }
  | { region: string; accessKeyId: string; secretAccessKey: string };

export type ProviderCredentials = ({ provider: "twilio" } & TwilioCredentials) | ({ provider: "sns" } & SnsCredentials);

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
