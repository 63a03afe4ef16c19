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
 * Makes an SQS handler from a function that processes one queue message. The handler processes the messages of a batch in parallel. If one
 * fails, only that one returns to the queue (ReportBatchItemFailures), and after its last try it goes to the dead-letter queue.
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
