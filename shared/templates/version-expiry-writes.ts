import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { day } from "../kernel/durations.ts";
import { type StoredTemplate, versionsOf } from "./template.ts";

/** A batch may be scheduled 35 days ahead, and then take days at one message per second. */
const keptMilliseconds = 60 * day;
const atOnce = 20;

/**
 * A deleted template's versions stay for those who began with them, and then go. Versions that a crash leaves without an end are out
 * of everybody else's reach all the same.
 */
export const expireVersions = async ({ tenantId, id }: StoredTemplate): Promise<void> => {
  const expiresAt = epochSeconds(now() + keptMilliseconds);
  let start: Item | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: config.table("templates"),
        KeyConditionExpression: "pk = :tenant AND begins_with(sk, :versions)",
        ExpressionAttributeValues: { ":tenant": tenantId, ":versions": versionsOf(id) },
        ProjectionExpression: "pk, sk",
        Limit: atOnce,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    await Promise.all((page.Items ?? []).map(({ pk, sk }) => expire({ pk, sk }, expiresAt)));
    start = page.LastEvaluatedKey;
  } while (start);
};

const expire = (Key: Item, expiresAt: number) =>
  dynamodb().send(
    new UpdateCommand({
      TableName: config.table("templates"),
      Key,
      UpdateExpression: "SET expiresAt = :at",
      ExpressionAttributeValues: { ":at": expiresAt },
    }),
  );
