import type { Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { EraserName, QueueName, TableName } from "../../shared/kernel/config.ts";
import type { QueueWithDlq } from "./queue-with-dlq.ts";
import type { HubTable } from "./table.ts";

/** What the stack of data holds, as everything that reads or writes it is given it. */
export interface Data {
  stack: Stack;
  tables: Readonly<Record<TableName, HubTable>>;
  keys: { data: IKey; credentials: IKey; numberHash: IKey; codePepper: IKey };
  queues: Readonly<Record<QueueName, QueueWithDlq>>;
  /** What is to be erased, by capability. What fails for good is a dead job. */
  eraserQueues: Readonly<Record<EraserName, Queue>>;
  exportsBucket: IBucket;
  /** Lists of recipients: as they were uploaded, and as the planner normalised them. */
  recipientsBucket: IBucket;
}
