import { SNSClient } from "@aws-sdk/client-sns";
import { type AwsKeys, assumedRole } from "./assumed-role.ts";
import { awsRequestHandler } from "./aws-request-handler.ts";
import type { SnsCredentials } from "./sns-credentials.ts";

/** The tenant's own keys, or those of the role it lends. Throws what STS answered; nothing has been sent then. */
export const awsKeysOf = async (credentials: SnsCredentials, timeoutMs: number): Promise<AwsKeys> =>
  "roleArn" in credentials ? assumedRole(credentials, timeoutMs) : credentials;

/** One attempt, always: by default the SDK sends three times when a connection breaks (invariant 1). */
export const snsClient = (region: string, keys: AwsKeys, timeoutMs: number): SNSClient =>
  new SNSClient({
    region,
    // The named three alone: the SDK would keep whatever else the object holds.
    credentials: keysOnly(keys),
    maxAttempts: 1,
    requestHandler: awsRequestHandler(timeoutMs),
  });

export const keysOnly = ({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});
