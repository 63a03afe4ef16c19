import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../clock.ts";
import { config } from "../config.ts";
import { notificationFromItem, notificationKey, type StoredNotification } from "./notification.ts";

const keptSeconds = 30 * 24 * 3600;

const put = (notification: StoredNotification) => ({
  TableName: config.table("notifications"),
  Item: {
    ...notificationKey(notification.scope, notification.id),
    ...notification,
    expiresAt: epochSeconds(now()) + keptSeconds,
  },
});

/** Begins a notification, or takes one up whose worker is gone. What stands in the way, if something does. */
export const claimNotification = async (notification: StoredNotification): Promise<StoredNotification | null> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        ...put(notification),
        ConditionExpression:
          "attribute_not_exists(pk) OR (results = :none AND leaseUntil < :now AND fingerprint = :fingerprint)",
        ExpressionAttributeValues: { ":none": null, ":now": now(), ":fingerprint": notification.fingerprint },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  return isConditionFailed(result) && result.existing ? notificationFromItem(result.existing) : null;
};

export const writeNotification = async (notification: StoredNotification): Promise<void> => {
  await dynamodb().send(new PutCommand(put(notification)));
};
