import type { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import type { MessageLog } from "./message-log.ts";

/**
 * Has the store's queues tell the log of every change before they make it, and begin with what the log holds: what was being worked on is
 * waiting again, what was delayed keeps its time.
 */
export function keepQueues(store: SqsStore, log: MessageLog): void {
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (name, ...more) => {
    const queue = createQueue(name, ...more);
    const enqueue = queue.enqueue.bind(queue);
    const dequeue = queue.dequeue.bind(queue);
    const deleteMessage = queue.deleteMessage.bind(queue);
    for (const message of log.messagesOf(name)) enqueue(message);
    // A message that failed too often comes into its dead-letter queue by this way, too.
    queue.enqueue = (message) => {
      log.put(name, message);
      enqueue(message);
    };
    queue.dequeue = (...wanted) => {
      const received = dequeue(...wanted);
      for (const { ReceiptHandle } of received) {
        const message = queue.inflightMessages.get(ReceiptHandle)?.message;
        if (message) log.received(message);
      }
      return received;
    };
    queue.deleteMessage = (receiptHandle) => {
      const message = queue.inflightMessages.get(receiptHandle)?.message;
      if (message) log.gone(message.messageId);
      return deleteMessage(receiptHandle);
    };
    return queue;
  };
}
