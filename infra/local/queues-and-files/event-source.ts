import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { InvocationResult } from "../lambda/invocation.ts";
import type { AwsCall } from "../network/aws-json-client.ts";
import { type ReceivedMessage, ReceiveResult, sqsRecord } from "./sqs-record.ts";

export interface QueueSource {
  queueUrl: string;
  queueArn: string;
  functionName: string;
  batchSize: number;
  reportsItemFailures: boolean;
  maximumConcurrency: number;
}

const BatchResponse = z.union([
  z.null(),
  z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() }),
]);

/**
 * Polls a queue and invokes its function, as an event source mapping does. It deletes the messages that the function handled. A failed
 * message stays invisible until its visibility timeout ends. Then it comes again, or goes to the dead-letter queue.
 */
export function startQueueSource(
  source: QueueSource,
  sqs: AwsCall,
  host: FunctionHost,
): { close: () => Promise<void> } {
  const stopping = new AbortController();
  const inFlight = new Set<Promise<void>>();

  async function receive(): Promise<ReceivedMessage[]> {
    const answer = await sqs(
      "ReceiveMessage",
      {
        QueueUrl: source.queueUrl,
        MaxNumberOfMessages: Math.min(10, source.batchSize),
        WaitTimeSeconds: 20,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      stopping.signal,
    );
    return ReceiveResult.parse(answer).Messages;
  }

  async function handle(messages: ReceivedMessage[]) {
    const Records = messages.map((message) => sqsRecord(message, source.queueArn));
    const result = await host.invoke(source.functionName, { Records });
    const failed = failedMessages(messages, result, source.reportsItemFailures);
    const handled = messages.filter(({ MessageId }) => !failed.has(MessageId));
    if (handled.length === 0) return;
    await sqs("DeleteMessageBatch", {
      QueueUrl: source.queueUrl,
      Entries: handled.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    });
  }

  async function poll() {
    while (!stopping.signal.aborted) {
      try {
        if (inFlight.size >= source.maximumConcurrency) await Promise.race(inFlight);
        const messages = await receive();
        if (messages.length === 0) continue;
        const work: Promise<void> = handle(messages)
          .catch(() => undefined) // the messages are not deleted, so they come again
          .finally(() => inFlight.delete(work));
        inFlight.add(work);
      } catch {
        if (!stopping.signal.aborted) await sleep(200);
      }
    }
  }

  const polling = poll();
  return {
    async close() {
      stopping.abort();
      await polling;
      await Promise.all(inFlight);
    },
  };
}

/** The ids of messages that must come again. An answer that Lambda cannot read fails the whole batch. */
function failedMessages(messages: ReceivedMessage[], result: InvocationResult, reportsFailures: boolean): Set<string> {
  const all = new Set(messages.map(({ MessageId }) => MessageId));
  if (result.kind === "error") return all;
  if (!reportsFailures) return new Set();
  const response = BatchResponse.safeParse(JSON.parse(result.payload));
  if (!response.success) return all;
  const failed = (response.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}
