import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { day, second } from "../kernel/durations.ts";
import { notificationFromItem, notificationKey, type StoredNotification } from "./notification.ts";

const keptSeconds = (30 * day) / second;

const put = (notification: StoredNotification) => ({
  TableName: config.table("notifications"),
  Item: {
    ...notificationKey(notification.scope, notification.id),
    ...notification,
    expiresAt: epochSeconds(now()) + keptSeconds,
  },
});

/**
 * The result of a claim: it is ours, or another one exists (null: that one has just expired). `isTakenUp`: an earlier attempt may have
 * begun to send.
 */
export type Claimed = { isOurs: true; isTakenUp: boolean } | { isOurs: false; existing: StoredNotification | null };

/**
 * Claims a new notification, or one whose lease has ended. The claim token identifies a retry of our own write (invariant 3). Such a retry
 * cannot show which of the two cases it was, so `isTakenUp` is true then.
 */
export const claimNotification = async (notification: StoredNotification): Promise<Claimed> => {
  const { fingerprint, claimToken } = notification;
  const hasNoOwner = "results = :none AND leaseUntil < :now AND fingerprint = :fingerprint";
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        ...put(notification),
        ConditionExpression: `attribute_not_exists(pk) OR expiresAt <= :seconds OR claimToken = :ours OR (${hasNoOwner})`,
        ExpressionAttributeValues: {
          ":seconds": epochSeconds(now()),
          ":ours": claimToken,
          ":none": null,
          ":now": now(),
          ":fingerprint": fingerprint,
        },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result))
    return { isOurs: false, existing: result.existing ? notificationFromItem(result.existing) : null };
  return {
    isOurs: true,
    isTakenUp: result.Attributes !== undefined && notificationFromItem(result.Attributes) !== null,
  };
};

export const writeNotification = async (notification: StoredNotification): Promise<void> => {
  await dynamodb().send(new PutCommand(put(notification)));
};

/** Releases a claim that failed, so that the next attempt does not have to wait for the end of its lease. */
export const releaseNotification = async (claimed: StoredNotification): Promise<void> => {
  await conditional(
    dynamodb().send(
      new PutCommand({
        ...put({ ...claimed, leaseUntil: 0 }),
        // The write of the results may have succeeded, and only DynamoDB's answer was lost.
        ConditionExpression: "claimToken = :ours AND results = :none",
        ExpressionAttributeValues: { ":ours": claimed.claimToken, ":none": null },
      }),
    ),
  );
};
