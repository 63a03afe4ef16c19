import { KMSClient } from "@aws-sdk/client-kms";

let client: KMSClient | undefined;

export const kms = (): KMSClient => {
  client ??= new KMSClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } });
  return client;
};
