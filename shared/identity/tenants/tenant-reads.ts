import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { type StoredTenant, tenantFromItem } from "./tenant.ts";

export const readTenant = async (tenantId: TenantId): Promise<StoredTenant | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("tenants"), Key: { pk: tenantId }, ConsistentRead: true }),
  );
  return Item ? tenantFromItem(Item) : null;
};
