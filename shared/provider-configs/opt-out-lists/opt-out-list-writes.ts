import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import { configFromItem, type StoredProviderConfig } from "../provider-config.ts";
import type { ListDue } from "./opt-out-list-reads.ts";

/** Claims the read of a list and returns the current configuration. Null: another run claimed it, or the configuration is gone. */
export const claimList = async (
  { tenantId, id, optOutsReadAt }: ListDue,
  at: number,
): Promise<StoredProviderConfig | null> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: config.table("providerConfigs"),
        Key: { pk: tenantId, sk: id },
        UpdateExpression: "SET optOutsReadAt = :at",
        ConditionExpression: "optOutsReadAt = :read",
        ExpressionAttributeValues: { ":at": at, ":read": optOutsReadAt },
        ReturnValues: "ALL_NEW",
      }),
    ),
  );
  return isConditionFailed(result) || !result.Attributes ? null : configFromItem(result.Attributes);
};

/** Saves where the next read continues. Saves nothing if the credentials changed: then the next read starts at the beginning. */
export const keepCursor = async (
  { tenantId, id, credentialsVersion }: StoredProviderConfig,
  cursor: string | null,
): Promise<void> => {
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: config.table("providerConfigs"),
        Key: { pk: tenantId, sk: id },
        UpdateExpression: "SET optOutsCursor = :cursor",
        ConditionExpression: "credentialsVersion = :version",
        ExpressionAttributeValues: { ":cursor": cursor, ":version": credentialsVersion },
      }),
    ),
  );
};
