import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { httpTimeouts, oneClient } from "./one-client.ts";

/** The timeouts are short, because a call that hangs costs more than a retry. */
export const dynamodb = (): DynamoDBDocumentClient =>
  oneClient("dynamodb", () =>
    DynamoDBDocumentClient.from(
      retryingConflicts(new DynamoDBClient({ maxAttempts: 3, requestHandler: httpTimeouts() })),
      // The SDK takes an object with a member `constructor` for a class instance, and would refuse it (invariant 38).
      { marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true } },
    ),
  );

/**
 * DynamoDB refuses a single write to an item that a transaction is changing. The SDK does not retry that by itself, so this middleware
 * marks the error as retryable. transaction.ts retries two transactions that conflict.
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
    // Inside the retry loop, outside the deserializer that makes the error.
    { step: "finalizeRequest", priority: "low", name: "retryingConflicts" },
  );
  return plain;
};

export type Item = Record<string, unknown>;

/** The condition of a write did not hold. `existing` is the stored item, if there is one and the write asked for ALL_OLD. */
export interface ConditionFailed {
  conditionFailed: true;
  existing: Item | undefined;
}

/** Awaits one conditional write. Returns its result, or ConditionFailed. Throws every other error. */
export const conditional = async <Result>(write: Promise<Result>): Promise<Result | ConditionFailed> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return { conditionFailed: true, existing: error.Item ? unmarshall(error.Item) : undefined };
    throw error;
  }
};

/** True if DynamoDB will never accept this write: the item is too large, or its key is invalid. */
export const isUnwritable = (error: unknown): boolean => error instanceof Error && error.name === "ValidationException";

export const isConditionFailed = (result: unknown): result is ConditionFailed =>
  typeof result === "object" && result !== null && "conditionFailed" in result;
