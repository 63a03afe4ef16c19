import { now } from "../kernel/clock.ts";
import type { StoredBatch } from "./batch.ts";
import { enqueueBatch } from "./batches-queue.ts";
import { isNear } from "./due.ts";

type Startable = Pick<StoredBatch, "scope" | "id" | "requestId">;

/** Queues the start of a batch with its exact delay, as far as SQS can delay it. */
export const queueStart = ({ scope, id, requestId }: Startable, sendAt: string): Promise<void> =>
  enqueueBatch({ kind: "start", scope, batchId: id, correlationId: requestId }, (Date.parse(sendAt) - now()) / 1000);

/** The same where its time is too near for the sweeper, which comes once a minute. */
export const queueStartIfSoon = async (batch: Startable & Pick<StoredBatch, "status" | "sendAt">): Promise<void> => {
  const { status, sendAt } = batch;
  if (status === "scheduled" && sendAt !== null && isNear(sendAt)) await queueStart(batch, sendAt);
};
