import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { hour, second } from "../../kernel/durations.ts";
import { type SlicedCounts, type Slices, sliceName, slicesOf, staleNames } from "./sliced-counts.ts";

/** Longer than anything is latched. */
const rowSeconds = (26 * hour) / second;
const staleAtMost = 24;

/**
 * Counts one (or takes one back: -1) in the slice of the moment it belongs to, and tells what the row holds then. One write; rarely a
 * second that tidies up.
 */
export const countInSlice = async (
  shape: SlicedCounts,
  name: string,
  belongsTo: number,
  by: 1 | -1 = 1,
): Promise<Slices> => {
  const at = now();
  const { Attributes } = await dynamodb().send(
    new UpdateCommand({
      TableName: config.table("limits"),
      Key: { pk: shape.key },
      UpdateExpression: "SET expiresAt = :expiresAt ADD #slice :by",
      ExpressionAttributeNames: { "#slice": sliceName(shape, name, belongsTo) },
      ExpressionAttributeValues: { ":expiresAt": epochSeconds(at) + rowSeconds, ":by": by },
      ReturnValues: "ALL_NEW",
    }),
  );
  const slices = slicesOf(Attributes, at);
  const stale = staleNames(shape, slices, at);
  if (stale.length > staleAtMost) await forget(shape, stale);
  return slices;
};

const forget = async ({ key }: SlicedCounts, stale: readonly string[]): Promise<void> => {
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: config.table("limits"),
        Key: { pk: key },
        UpdateExpression: `REMOVE ${stale.map((_, index) => `#s${index}`).join(", ")}`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: Object.fromEntries(stale.map((name, index) => [`#s${index}`, name])),
      }),
    ),
  );
};

/**
 * Latches a row until a moment (epoch milliseconds), on the condition that it is as it was seen: of those who see the same reason at the
 * same time one alone gets `true`.
 */
export const latch = async ({ key }: SlicedCounts, seen: Slices, until: number): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: config.table("limits"),
        Key: { pk: key },
        UpdateExpression: "SET latchedUntil = :until, expiresAt = :expiresAt",
        ConditionExpression: seen.latchedUntil === null ? "attribute_not_exists(latchedUntil)" : "latchedUntil = :seen",
        ExpressionAttributeValues: {
          ":until": until,
          ":expiresAt": Math.max(epochSeconds(now()) + rowSeconds, epochSeconds(until + hour)),
          ...(seen.latchedUntil === null ? {} : { ":seen": seen.latchedUntil }),
        },
      }),
    ),
  );
  return !isConditionFailed(result);
};
