import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { httpTimeouts, oneClient } from "./one-client.ts";

/** Short timeouts: a call that hangs costs more than one that is tried again. */
export const dynamodb = (): DynamoDBDocumentClient =>
  oneClient("dynamodb", () =>
    DynamoDBDocumentClient.from(
      retryingConflicts(new DynamoDBClient({ maxAttempts: 3, requestHandler: httpTimeouts() })),
      // An object with a member of the name `constructor` looks like a class's to the SDK, which would refuse it (invariant 38).
      { marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true } },
    ),
  );

/**
 * A single write that meets a transaction on its item is refused, though nothing is wrong with it, and the SDK does not know that it may be
 * made again. (Two transactions that meet are transaction.ts's matter.)
 */
const retryingConflicts = (plain: DynamoDBClient): DynamoDBClient => {
  plain.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof TransactionConflictException) Object.assign(error, { $retryable: { throttling: false } });
        throw error;
      }
    },
    // Within the retries, around the answer's reading.
    { step: "finalizeRequest", priority: "low", name: "retryingConflicts" },
  );
  return plain;
};

export type Item = Record<string, unknown>;

/** A condition that did not hold; `existing` where the write asked for ALL_OLD and there was an item. */
export interface ConditionFailed {
  conditionFailed: true;
  existing: Item | undefined;
}

/** Runs one conditional write: its result, or what stood in its way. Every other error is thrown. */
export const conditional = async <Result>(write: Promise<Result>): Promise<Result | ConditionFailed> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return { conditionFailed: true, existing: error.Item ? unmarshall(error.Item) : undefined };
    throw error;
  }
};

/** DynamoDB will never take this write, however often it is tried: an item too large, a key it cannot hold. */
export const isUnwritable = (error: unknown): boolean => error instanceof Error && error.name === "ValidationException";

export const isConditionFailed = (result: unknown): result is ConditionFailed =>
  typeof result === "object" && result !== null && "conditionFailed" in result;
