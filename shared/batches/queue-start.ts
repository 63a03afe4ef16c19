import { now } from "../kernel/clock.ts";
import type { StoredBatch } from "./batch.ts";
import { enqueueBatch } from "./batches-queue.ts";
import { isNear } from "./due.ts";

type Startable = Pick<StoredBatch, "scope" | "id" | "requestId">;

/** Queues the start of a batch with its exact delay, or with the longest delay that SQS allows. */
export const queueStart = ({ scope, id, requestId }: Startable, sendAt: string): Promise<void> =>
  enqueueBatch({ kind: "start", scope, batchId: id, correlationId: requestId }, (Date.parse(sendAt) - now()) / 1000);

/** Queues the start if its time is too near for the sweeper, which runs once a minute. */
export const queueStartIfSoon = async (batch: Startable & Pick<StoredBatch, "status" | "sendAt">): Promise<void> => {
  const { status, sendAt } = batch;
  if (status === "scheduled" && sendAt !== null && isNear(sendAt)) await queueStart(batch, sendAt);
};
