import { ListPhoneNumbersOptedOutCommand } from "@aws-sdk/client-sns";
import { digest } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import type { ProviderOptOuts } from "../provider.ts";
import { awsKeysOf, snsClient } from "./sns-client.ts";
import type { SnsCredentials } from "./sns-credentials.ts";
import { awsFailureOf } from "./sns-errors.ts";

/**
 * SNS keeps a list per account and region of who answered STOP, drops what is sent to them and says nothing of it in Publish's answer:
 * https://docs.aws.amazon.com/sns/latest/api/API_ListPhoneNumbersOptedOut.html, a hundred numbers a page.
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

/** The account's id where the role names it; keys do not tell whose they are. */
const accountOf = (credentials: SnsCredentials): string =>
  "roleArn" in credentials ? (credentials.roleArn.split(":")[4] ?? "") : credentials.accessKeyId;
