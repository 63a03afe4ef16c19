import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { Problem } from "../../kernel/errors.ts";
import { orUnavailable } from "../all-or-nothing.ts";
import { type Hindrance, hindrance, nextFit, type SlidingWindow, stillIn } from "./sliding-window.ts";
import { entriesOf, expiryOf, momentOf, newEntry } from "./window-entries.ts";

export type Entered =
  | { granted: true; entry: string; nextAt: number }
  | { granted: false; hindrance: Hindrance; nextAt: number };

/** An attempt fails only if another function has entered or left the window in between. */
const maximumAttempts = 12;

/**
 * Enters a sliding window, or refuses. At most `most` callers enter within any `milliseconds`, even if many ask at the same time; with
 * cooldowns, exactly one of the callers that ask at the same time enters (invariants 14, 20). One conditional write is enough in the usual
 * case: with cooldowns if the row is absent or expired, without them if the window has room. Otherwise the failed write returns the row,
 * which shows whether another entry fits, and the next write requires that the row is unchanged. `nextAt` is the moment from which the next
 * entry fits, in epoch milliseconds. Throws temporarily_unavailable if the store fails.
 */
export const enter = async (window: SlidingWindow): Promise<Entered> => {
  const at = now();
  const entry = newEntry(at);
  let write = window.cooldowns ? fresh(window, entry, at) : append(window, entry, at);
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const result = await orUnavailable(conditional(dynamodb().send(write)));
    const row = isConditionFailed(result) ? result.existing : result.Attributes;
    const entries = entriesOf(row);
    const moments = entries.map(momentOf);
    // The row has our entry if the SDK repeated a write that had succeeded.
    if (!isConditionFailed(result) || entries.includes(entry))
      return { granted: true, entry, nextAt: nextFit(window, moments, at) };
    const hindered = hindrance(window, moments, at);
    if (hindered) return { granted: false, hindrance: hindered, nextAt: nextFit(window, moments, at) };
    const isAllCounting = stillIn(window, moments, at).length === entries.length;
    write = !window.cooldowns && isAllCounting ? append(window, entry, at) : replace(window, entry, at, row?.entries);
  }
  throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
};

/** Removes an entry, as if it had never been made. */
export const leave = async ({ key }: SlidingWindow, entry: string): Promise<void> => {
  await orUnavailable(
    conditional(
      dynamodb().send(
        new UpdateCommand({
          ...rowAt(key),
          UpdateExpression: "DELETE entries :entry",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":entry": new Set([entry]) },
        }),
      ),
    ),
  );
};

const rowAt = (key: string) => ({ TableName: config.table("limits"), Key: { pk: key } });
const answers = { ReturnValues: "ALL_NEW", ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;

/** Replaces the row if it is absent or expired. */
const fresh = (window: SlidingWindow, entry: string, at: number) =>
  new UpdateCommand({
    ...rowAt(window.key),
    ...answers,
    UpdateExpression: "SET entries = :entry, expiresAt = :expiresAt",
    ConditionExpression: "attribute_not_exists(entries) OR expiresAt <= :seconds",
    ExpressionAttributeValues: {
      ":entry": new Set([entry]),
      ":expiresAt": expiryOf(window, at),
      ":seconds": epochSeconds(at),
    },
  });

/** Adds the entry if the row has room, even if all of its entries still count. */
const append = (window: SlidingWindow, entry: string, at: number) =>
  new UpdateCommand({
    ...rowAt(window.key),
    ...answers,
    UpdateExpression: "SET expiresAt = :expiresAt ADD entries :entry",
    ConditionExpression: "attribute_not_exists(entries) OR size(entries) < :most",
    ExpressionAttributeValues: {
      ":entry": new Set([entry]),
      ":expiresAt": expiryOf(window, at),
      ":most": window.most,
    },
  });

/** Writes the entries that still count and the new one, on the condition that the row is unchanged. */
const replace = (window: SlidingWindow, entry: string, at: number, read: unknown) => {
  const counting = entriesOf({ entries: read }).filter((one) => stillIn(window, [momentOf(one)], at).length > 0);
  return new UpdateCommand({
    ...rowAt(window.key),
    ...answers,
    UpdateExpression: "SET entries = :entries, expiresAt = :expiresAt",
    ConditionExpression: read === undefined ? "attribute_not_exists(entries)" : "entries = :read",
    ExpressionAttributeValues: {
      ":entries": new Set([...counting, entry]),
      ":expiresAt": expiryOf(window, at),
      ...(read === undefined ? {} : { ":read": read }),
    },
  });
};
