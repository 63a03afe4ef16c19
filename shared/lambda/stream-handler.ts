import { unmarshall } from "@aws-sdk/util-dynamodb";
import middy from "@middy/core";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Item } from "../aws/dynamodb.ts";
import { logContext, logFailure } from "./middlewares.ts";

/** A row before and after a write. Null: the row did not exist then. */
export interface RowChange {
  before: Item | null;
  after: Item | null;
  /** The time of the write, to the second, in ISO 8601. */
  at: string;
}

/**
 * Makes a handler of a table's stream from a function that processes changes of rows. If the function throws, it gets the same changes
 * again until they are a day old, so it must be idempotent.
 */
export const streamHandler = (work: (changes: RowChange[]) => Promise<void>) =>
  middy<DynamoDBStreamEvent, void>()
    .use(logContext((_event, { awsRequestId }) => ({ requestId: awsRequestId })))
    .use(logFailure<DynamoDBStreamEvent>("stream_failed", ({ Records }) => ({ records: Records.length })))
    .handler((event: DynamoDBStreamEvent) => work(event.Records.map(changeOf)));

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

const changeOf = ({ dynamodb = {} }: DynamoDBRecord): RowChange => ({
  before: rowOf(dynamodb.OldImage),
  after: rowOf(dynamodb.NewImage),
  at: new Date((dynamodb.ApproximateCreationDateTime ?? 0) * 1000).toISOString(),
});

/** Lambda and the SDK each have a type for an attribute. The two are equal. */
const rowOf = (image: Image | undefined): Item | null =>
  image ? unmarshall(image as Parameters<typeof unmarshall>[0]) : null;
