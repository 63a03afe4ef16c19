import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

export interface ListDue {
  tenantId: TenantId;
  id: string;
  optOutsReadAt: number;
}

/** Configurations, of every tenant, whose provider's list of opt-outs was not read since then; the longest waiting first. */
export const readListsDue = async (since: number, limit: number): Promise<ListDue[]> => {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: config.table("providerConfigs"),
      IndexName: "byOptOutsRead",
      KeyConditionExpression: "provider = :sns AND optOutsReadAt <= :since",
      ExpressionAttributeValues: { ":sns": "sns", ":since": since },
      Limit: limit,
    }),
  );
  // Our own keys: itemOfConfig built them.
  return Items.map(({ pk, sk, optOutsReadAt }) => ({
    tenantId: pk as TenantId,
    id: String(sk),
    optOutsReadAt: Number(optOutsReadAt),
  }));
};
