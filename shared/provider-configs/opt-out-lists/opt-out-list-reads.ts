import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { manifestOf, type ProviderName, providerNames } from "../../providers/manifests.ts";

export interface ListDue {
  tenantId: TenantId;
  id: string;
  optOutsReadAt: number;
}

const listProviders = providerNames.filter((provider) => manifestOf(provider).optOuts.toldBy === "list");

/** Finds configurations, of every tenant, whose list of opt-outs was last read at `since` (epoch milliseconds) or before, oldest first. */
export const readListsDue = async (since: number, limit: number): Promise<ListDue[]> => {
  const due = await Promise.all(listProviders.map((provider) => readDueAt(provider, since, limit)));
  return due
    .flat()
    .sort((one, other) => one.optOutsReadAt - other.optOutsReadAt)
    .slice(0, limit);
};

const readDueAt = async (provider: ProviderName, since: number, limit: number): Promise<ListDue[]> => {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: config.table("providerConfigs"),
      IndexName: "byOptOutsRead",
      KeyConditionExpression: "provider = :provider AND optOutsReadAt <= :since",
      ExpressionAttributeValues: { ":provider": provider, ":since": since },
      Limit: limit,
    }),
  );
  // The hub wrote these keys itself (itemOfConfig).
  return Items.map(({ pk, sk, optOutsReadAt }) => ({
    tenantId: pk as TenantId,
    id: String(sk),
    optOutsReadAt: Number(optOutsReadAt),
  }));
};
