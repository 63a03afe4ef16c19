import { ListPhoneNumbersOptedOutCommand } from "@aws-sdk/client-sns";
import { digest } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import type { ProviderOptOuts } from "../provider.ts";
import { awsKeysOf, snsClient } from "./sns-client.ts";
import type { SnsCredentials } from "./sns-credentials.ts";
import { awsFailureOf } from "./sns-errors.ts";

/**
 * Reads the numbers that answered STOP. SNS keeps one list per account and region. It drops messages to these numbers, and its answer to
 * Publish does not say so: https://docs.aws.amazon.com/sns/latest/api/API_ListPhoneNumbersOptedOut.html. A page has up to 100 numbers.
 */
export const snsOptOuts = (credentials: SnsCredentials): ProviderOptOuts => ({
  whose: digest([credentials.region, accountOf(credentials)]).toString("base64url"),
  list: async (nextToken) => {
    try {
      const timeoutMs = waits().providerCall;
      const client = snsClient(credentials.region, await awsKeysOf(credentials, timeoutMs), timeoutMs);
      const page = await client.send(new ListPhoneNumbersOptedOutCommand({ nextToken }));
      return { numbers: page.phoneNumbers ?? [], nextCursor: page.nextToken || null };
    } catch (failure) {
      throw awsFailureOf(failure);
    }
  },
});

/** Returns the account's id if the credentials name a role. Keys do not contain the account's id, so for them it is the access key id. */
const accountOf = (credentials: SnsCredentials): string =>
  "roleArn" in credentials ? (credentials.roleArn.split(":")[4] ?? "") : credentials.accessKeyId;
