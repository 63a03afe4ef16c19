import { unmarshall } from "@aws-sdk/util-dynamodb";
import middy from "@middy/core";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import type { Item } from "../aws/dynamodb.ts";
import { logContext, logFailure } from "./middlewares.ts";

/** A row as it was before a write and after it; null: it was not there, or is gone. */
export interface RowChange {
  before: Item | null;
  after: Item | null;
  /** When DynamoDB wrote it, to the second; ISO 8601. */
  at: string;
}

/**
 * Turns "what to do with the changes of a table's rows" into a handler of its stream. One that throws gets the same changes again
 * until they are a day old, so the work must bear repeating.
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

/** Lambda's type of an attribute and the SDK's are the same under two names. */
const rowOf = (image: Image | undefined): Item | null =>
  image ? unmarshall(image as Parameters<typeof unmarshall>[0]) : null;
