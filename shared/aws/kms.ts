import { KMSClient } from "@aws-sdk/client-kms";
import { httpTimeouts } from "./http-timeouts.ts";
import { oneClient } from "./one-client.ts";

export const kms = (): KMSClient =>
  oneClient("kms", () => new KMSClient({ maxAttempts: 3, requestHandler: httpTimeouts }));
