import middy from "@middy/core";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { log, withLogContext } from "../observability/logger.ts";
import { logContext } from "./middlewares.ts";

export interface QueueContext {
  /** Milliseconds left before Lambda ends this invocation. */
  remaining: () => number;
  requestId: string;
}

/**
 * Turns "what to do with one queue message" into an SQS handler. The messages of a batch are worked on at once; one that throws
 * goes back to the queue alone (ReportBatchItemFailures) and, after its tries, to the dead-letter queue.
 */
export const queueHandler = (work: (body: string, context: QueueContext) => Promise<void>) =>
  middy<SQSEvent, SQSBatchResponse>()
    .use(logContext((_event, { awsRequestId }) => ({ requestId: awsRequestId })))
    .handler(async (event: SQSEvent, context: Context) => {
      const failed = await Promise.all(event.Records.map((record) => workOn(record, context, work)));
      return { batchItemFailures: failed.flatMap((id) => (id === null ? [] : [{ itemIdentifier: id }])) };
    });

const workOn = (record: SQSRecord, context: Context, work: (body: string, context: QueueContext) => Promise<void>) =>
  withLogContext({ queueMessageId: record.messageId }, async () => {
    try {
      await work(record.body, { remaining: () => context.getRemainingTimeInMillis(), requestId: context.awsRequestId });
      return null;
    } catch (error) {
      log.error("queue_message_failed", error);
      return record.messageId;
    }
  });
