import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { notificationFromItem, notificationKey, type StoredNotification } from "./notification.ts";

export const readNotification = async (scope: Scope, id: string): Promise<StoredNotification | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("notifications"), Key: notificationKey(scope, id), ConsistentRead: true }),
  );
  return Item ? notificationFromItem(Item) : null;
};
