import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { type SlicedCounts, type Slices, sliceName, slicesOf, staleNames } from "./sliced-counts.ts";

/** Longer than any row stays tripped. */
const rowSeconds = 26 * 3600;
const staleAtMost = 24;

/**
 * Adds one to the slice of the moment `belongsTo`, or subtracts one (-1), and returns the counts of the row after that. One write, and
 * rarely a second one that removes stale slices.
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
  if (stale.length > staleAtMost) await removeStale(shape, stale);
  return slices;
};

const removeStale = async ({ key }: SlicedCounts, stale: readonly string[]): Promise<void> => {
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
 * Trips a row until a moment (epoch milliseconds), on the condition that nobody has tripped it since it was read. If several functions see
 * the same reason at the same time, only one of them gets `true`.
 */
export const trip = async ({ key }: SlicedCounts, seen: Slices, until: number): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: config.table("limits"),
        Key: { pk: key },
        UpdateExpression: "SET latchedUntil = :until, expiresAt = :expiresAt",
        ConditionExpression: seen.trippedUntil === null ? "attribute_not_exists(latchedUntil)" : "latchedUntil = :seen",
        ExpressionAttributeValues: {
          ":until": until,
          ":expiresAt": Math.max(epochSeconds(now()) + rowSeconds, epochSeconds(until) + 3600),
          ...(seen.trippedUntil === null ? {} : { ":seen": seen.trippedUntil }),
        },
      }),
    ),
  );
  return !isConditionFailed(result);
};
