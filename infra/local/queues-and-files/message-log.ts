import * as z from "zod";
import { openAppendFile } from "../files/append-file.ts";

const KeptMessage = z.object({
  messageId: z.string(),
  body: z.string(),
  md5OfBody: z.string(),
  messageAttributes: z.record(
    z.string(),
    z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
  ),
  md5OfMessageAttributes: z.string(),
  /** Epoch milliseconds, like the other times. */
  sentTimestamp: z.number(),
  approximateReceiveCount: z.number(),
  approximateFirstReceiveTimestamp: z.number().optional(),
  delayUntil: z.number().optional(),
  messageGroupId: z.string().optional(),
  messageDeduplicationId: z.string().optional(),
  sequenceNumber: z.string().optional(),
});
export type KeptMessage = z.infer<typeof KeptMessage>;

const LogRecord = z.union([
  z.object({ put: KeptMessage, queue: z.string() }),
  z.object({ received: z.string(), count: z.number(), first: z.number().optional() }),
  z.object({ gone: z.string() }),
]);

/** The content of the queues on disk. Each change is on disk before any client learns of it. */
export interface MessageLog {
  /** The messages in a queue, in the order of their arrival. */
  messagesOf: (queue: string) => KeptMessage[];
  /** A message enters a queue, perhaps from another one. */
  put: (queue: string, message: KeptMessage) => void;
  received: (message: KeptMessage) => void;
  gone: (messageId: string) => void;
  close: () => void;
}

/** A file below this size need not be rewritten without the deleted messages. */
const leastRewrittenBytes = 1024 * 1024;

/** Opens the log. `rewriteAt` is the size in bytes at which it is first rewritten without the deleted messages. */
export function openMessageLog(path: string, rewriteAt = leastRewrittenBytes): MessageLog {
  const file = openAppendFile(path);
  const held = new Map<string, { queue: string; message: KeptMessage }>();
  for (const record of file.records) take(LogRecord.parse(record));
  rewrite();

  let nextRewrite = rewriteAt;
  function append(record: z.infer<typeof LogRecord>) {
    file.append(record);
    take(record);
    if (file.size() < nextRewrite) return;
    rewrite();
    nextRewrite = Math.max(rewriteAt, 4 * file.size());
  }

  function rewrite() {
    file.rewrite([...held.values()].map(({ queue, message }) => ({ put: message, queue })));
  }

  function take(record: z.infer<typeof LogRecord>) {
    if ("put" in record) {
      // A message that moves to another queue becomes the newest there.
      held.delete(record.put.messageId);
      return void held.set(record.put.messageId, { queue: record.queue, message: record.put });
    }
    if ("gone" in record) return void held.delete(record.gone);
    const message = held.get(record.received)?.message;
    if (!message) return;
    message.approximateReceiveCount = record.count;
    if (record.first !== undefined) message.approximateFirstReceiveTimestamp = record.first;
  }

  return {
    messagesOf: (name) => [...held.values()].flatMap(({ queue, message }) => (queue === name ? [message] : [])),
    put: (queue, message) => append({ put: message, queue }),
    received: ({ messageId, approximateReceiveCount: count, approximateFirstReceiveTimestamp: first }) =>
      append({ received: messageId, count, ...(first === undefined ? {} : { first }) }),
    gone: (messageId) => append({ gone: messageId }),
    close: file.close,
  };
}
