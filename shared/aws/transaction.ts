import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { fullJitter, pause } from "../kernel/backoff.ts";
import { Problem } from "../kernel/errors.ts";
import { dynamodb } from "./dynamodb.ts";

export type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** How often a transaction is tried that only met another one on the same item; the SDK does not do it by itself. */
const maximumAttempts = 8;

/**
 * Writes all of the items or none. Answers the positions whose conditions did not hold: none of them, and it is done. Throws
 * temporarily_unavailable where others kept writing the same items.
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
