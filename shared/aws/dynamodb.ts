import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

let client: DynamoDBDocumentClient | undefined;

/** One client per cold start. Short timeouts: a call that hangs costs more than one that is tried again. */
export const dynamodb = (): DynamoDBDocumentClient => {
  client ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  return client;
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

export const isConditionFailed = (result: unknown): result is ConditionFailed =>
  typeof result === "object" && result !== null && "conditionFailed" in result;

/** True where a transaction failed because a condition of its own did not hold, and for no other reason. */
export const isTransactionConditionFailed = (error: unknown): error is TransactionCanceledException =>
  error instanceof TransactionCanceledException &&
  (error.CancellationReasons ?? []).some((reason) => reason.Code === "ConditionalCheckFailed");
