import type { SqsStore } from "../../../node_modules/fauxqs/dist/sqs/sqsStore.js";
import type { MessageLog } from "./message-log.ts";

/**
 * Makes the store's queues write every change to the log before they apply it, and start with the messages in the log: a message that was
 * in flight waits again, and a delayed message keeps its time.
 */
export function keepQueues(store: SqsStore, log: MessageLog): void {
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (name, ...more) => {
    const queue = createQueue(name, ...more);
    const enqueue = queue.enqueue.bind(queue);
    const dequeue = queue.dequeue.bind(queue);
    const deleteMessage = queue.deleteMessage.bind(queue);
    for (const message of log.messagesOf(name)) enqueue(message);
    // A message that failed too often also enters its dead-letter queue through `enqueue`.
    queue.enqueue = (message) => {
      log.put(name, message);
      enqueue(message);
    };
    queue.dequeue = (...options) => {
      const received = dequeue(...options);
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
