import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { fullJitter, pause } from "../kernel/backoff.ts";
import { Problem } from "../kernel/errors.ts";
import { dynamodb } from "./dynamodb.ts";

export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** The most attempts for a transaction that conflicts with another one on the same item. The SDK does not retry that by itself. */
const maximumAttempts = 8;

/**
 * Writes all of the items or none. Returns the positions of the items whose conditions did not hold; an empty list means that all were
 * written. Throws temporarily_unavailable if others keep writing the same items.
 */
export const transact = async (items: readonly TransactItem[]): Promise<readonly number[]> => {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    try {
      await dynamodb().send(new TransactWriteCommand({ TransactItems: [...items] }));
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const refused = positionsOf(error, "ConditionalCheckFailed");
      if (refused.length > 0) return refused;
      if (positionsOf(error, "TransactionConflict").length === 0) throw error;
      await pause(fullJitter(20, attempt));
    }
  }
  throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
};

const positionsOf = (error: TransactionCanceledException, code: string): number[] =>
  (error.CancellationReasons ?? []).flatMap((reason, position) => (reason.Code === code ? [position] : []));
