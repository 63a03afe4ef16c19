import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { day } from "../../kernel/durations.ts";
import type { Scope } from "../../kernel/ids.ts";
import type { StoredVerification } from "../verification.ts";
import { verificationsTable } from "../verification-keys.ts";
import { type DailyCount, dayOf, figuresPartition, figuresSort, keptDays } from "./daily-figures.ts";

/** Counts one in today's row, or takes one back. A write that the SDK repeats counts twice, because these are figures, not limits. */
export const countToday = async (
  { scope, country, channel }: { scope: Scope; country: string | null; channel: StoredVerification["channel"] },
  count: DailyCount,
  by: 1 | -1 = 1,
): Promise<void> => {
  const at = now();
  await dynamodb().send(
    new UpdateCommand({
      TableName: verificationsTable(),
      Key: { pk: figuresPartition(scope, dayOf(at)), sk: figuresSort(country, channel) },
      UpdateExpression: "SET expiresAt = :expiresAt ADD #count :by",
      ExpressionAttributeNames: { "#count": count },
      ExpressionAttributeValues: { ":expiresAt": epochSeconds(at + keptDays * day), ":by": by },
    }),
  );
};
