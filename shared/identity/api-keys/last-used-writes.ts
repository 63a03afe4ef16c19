import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb } from "../../aws/dynamodb.ts";
import { cache } from "../../kernel/cache.ts";
import { now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { hour } from "../../kernel/durations.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";

/** The keys whose use this Lambda has noted within the last hour. */
const noted = cache<void>({ milliseconds: hour, entries: 10_000 });

/**
 * Stores the time of a key's last use, to the hour. It is the authorizer's only write, made once per key and hour, in parallel with its
 * read of the tenant. If the write fails, the function logs it and the key still works.
 */
export const noteKeyUse = (tenantId: TenantId, id: string): Promise<void> =>
  noted.recall(id, async () => {
    try {
      await conditional(writeUse(tenantId, id));
    } catch (error) {
      log.error("store_unavailable", error);
    }
  });

/** Writes only if the row exists and has no use within the last hour. The row of a revoked key may be gone. */
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
