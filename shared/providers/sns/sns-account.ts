import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import type { ProviderAccount } from "../provider.ts";
import { awsRequestHandler } from "./aws-request-handler.ts";
import { awsKeysOf, keysOnly } from "./sns-client.ts";
import type { SnsCredentials } from "./sns-credentials.ts";
import { awsFailureOf } from "./sns-errors.ts";

/**
 * Tests the credentials with GetCallerIdentity. That call needs no permission, so the tenant's role or user needs none for this test
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
export const snsAccount = (credentials: SnsCredentials): ProviderAccount => ({
  describe: async () => {
    try {
      const timeoutMs = waits().providerCall;
      const keys = await awsKeysOf(credentials, timeoutMs);
      const client = new STSClient({
        region: credentials.region,
        credentials: keysOnly(keys),
        maxAttempts: 1,
        requestHandler: awsRequestHandler(timeoutMs),
      });
      const { Account } = await client.send(new GetCallerIdentityCommand());
      return { name: Account ? `AWS account ${Account}` : null, status: null, balance: null };
    } catch (failure) {
      throw awsFailureOf(failure);
    }
  },
});
