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
