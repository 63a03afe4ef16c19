import type { Stack } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { EraserName, QueueName, TableName } from "../../shared/kernel/config.ts";
import type { QueueWithDlq } from "./queue-with-dlq.ts";
import type { HubTable } from "./table.ts";

/** The resources of the data stack, for the functions and stacks that use them. */
export interface Data {
  stack: Stack;
  tables: Readonly<Record<TableName, HubTable>>;
  keys: { data: IKey; credentials: IKey; numberHash: IKey; codePepper: IKey };
  queues: Readonly<Record<QueueName, QueueWithDlq>>;
  /** The erasure tasks of each capability. A task that fails five times goes to the DLQ of the jobs. */
  eraserQueues: Readonly<Record<EraserName, Queue>>;
  exportsBucket: IBucket;
  /** Recipient lists: as uploaded, and as the planner normalised them. */
  recipientsBucket: IBucket;
}
