import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb } from "../../aws/dynamodb.ts";
import { cache } from "../../kernel/cache.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { minute } from "../../kernel/durations.ts";
import { log } from "../../observability/logger.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

/** The precision of the stored times, in milliseconds. All webhooks within this interval cause one write per function. */
const milliseconds = 5 * minute;
const noted = cache<void>({ milliseconds, entries: 1_000 });

/** Stores when a configuration's webhooks last arrived, to five minutes. Never throws, because a failed write must not lose a webhook. */
export const noteWebhook = (
  providerConfig: StoredProviderConfig,
  what: "lastInboundAt" | "lastStatusCallbackAt",
): Promise<void> =>
  noted.recall(`${providerConfig.id} ${what}`, async () => {
    if (Date.parse(providerConfig[what] ?? "") > now() - milliseconds) return;
    try {
      await conditional(write(providerConfig, what));
    } catch (error) {
      log.error("store_unavailable", error);
    }
  });

const write = ({ tenantId, id }: StoredProviderConfig, what: string) =>
  dynamodb().send(
    new UpdateCommand({
      TableName: config.table("providerConfigs"),
      Key: { pk: tenantId, sk: id },
      UpdateExpression: "SET #what = :now",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#what": what },
      ExpressionAttributeValues: { ":now": nowIso() },
    }),
  );
