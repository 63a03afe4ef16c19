import { KMSClient } from "@aws-sdk/client-kms";
import { httpTimeouts, oneClient } from "./one-client.ts";

export const kms = (): KMSClient =>
  oneClient("kms", () => new KMSClient({ maxAttempts: 3, requestHandler: httpTimeouts() }));
