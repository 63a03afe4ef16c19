import { KMSClient } from "@aws-sdk/client-kms";
import { httpTimeouts } from "./http-timeouts.ts";

let client: KMSClient | undefined;

export const kms = (): KMSClient => {
  client ??= new KMSClient({ maxAttempts: 3, requestHandler: httpTimeouts });
  return client;
};
