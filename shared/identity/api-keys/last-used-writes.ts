import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb } from "../../aws/dynamodb.ts";
import { cache } from "../../kernel/cache.ts";
import { now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { hour } from "../../kernel/durations.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";

/** Keys this Lambda has noted within the hour. */
const noted = cache<void>({ milliseconds: hour, entries: 10_000 });

/**
 * Notes that a key is in use, to the hour. The only thing the authorizer writes: once per key and hour, beside its read of the
 * tenant and not after it. That it could not be noted is no reason to refuse the key.
 */
export const noteKeyUse = (tenantId: TenantId, id: string): Promise<void> =>
  noted.recall(id, async () => {
    try {
      await conditional(writeUse(tenantId, id));
    } catch (error) {
      log.error("store_unavailable", error);
    }
  });

/** Only where the row is there (a revoked key's may be gone) and says nothing of the last hour. */
const writeUse = (tenantId: TenantId, id: string) =>
  dynamodb().send(
    new UpdateCommand({
      TableName: config.table("apiKeys"),
      Key: { pk: tenantId, sk: id },
      UpdateExpression: "SET lastUsedAt = :now",
      ConditionExpression: "attribute_exists(pk) AND (lastUsedAt = :none OR lastUsedAt < :hourAgo)",
      ExpressionAttributeValues: {
        ":now": new Date(now()).toISOString(),
        ":none": null,
        ":hourAgo": new Date(now() - hour).toISOString(),
      },
    }),
  );
