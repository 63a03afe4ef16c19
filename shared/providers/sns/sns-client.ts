import { SNSClient } from "@aws-sdk/client-sns";
import { type AwsKeys, assumedRole } from "./assumed-role.ts";
import { awsRequestHandler } from "./aws-request-handler.ts";
import type { SnsCredentials } from "./sns-credentials.ts";

/** Returns the tenant's own keys, or the keys of the role that it names. Throws the error of STS; nothing has been sent then. */
export const awsKeysOf = async (credentials: SnsCredentials, timeoutMs: number): Promise<AwsKeys> =>
  "roleArn" in credentials ? assumedRole(credentials, timeoutMs) : credentials;

/** Makes a client that attempts each call once. By default the SDK sends up to three times if a connection breaks (invariant 1). */
export const snsClient = (region: string, keys: AwsKeys, timeoutMs: number): SNSClient =>
  new SNSClient({
    region,
    // Only these three fields, because the SDK would keep every other field of the object.
    credentials: keysOnly(keys),
    maxAttempts: 1,
    requestHandler: awsRequestHandler(timeoutMs),
  });

export const keysOnly = ({ accessKeyId, secretAccessKey, sessionToken }: AwsKeys) => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});
