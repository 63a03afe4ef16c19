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

/** What a claim came to: ours, or what stands in its way (null: it has just expired). `isTakenUp`: an earlier try may have begun to send. */
export type Claimed = { isOurs: true; isTakenUp: boolean } | { isOurs: false; existing: StoredNotification | null };

/**
 * Begins a notification, or takes one up whose worker is gone. A retry of our own write is recognised by its claim token (invariant 3),
 * and cannot tell which of the two it was.
 */
export const claimNotification = async (notification: StoredNotification): Promise<Claimed> => {
  const { fingerprint, claimToken } = notification;
  const isGivenUp = "results = :none AND leaseUntil < :now AND fingerprint = :fingerprint";
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        ...put(notification),
        ConditionExpression: `attribute_not_exists(pk) OR expiresAt <= :seconds OR claimToken = :ours OR (${isGivenUp})`,
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

/** Gives up a claim that came to nothing, so that the next try need not wait for its lease to end. */
export const releaseNotification = async (claimed: StoredNotification): Promise<void> => {
  await conditional(
    dynamodb().send(
      new PutCommand({
        ...put({ ...claimed, leaseUntil: 0 }),
        // The results may stand there, and their write's answer be all that was lost.
        ConditionExpression: "claimToken = :ours AND results = :none",
        ExpressionAttributeValues: { ":ours": claimed.claimToken, ":none": null },
      }),
    ),
  );
};
