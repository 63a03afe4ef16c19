import { enqueueBatch } from "../aws/batches-queue.ts";
import { now } from "../clock.ts";
import type { StoredBatch } from "./batch.ts";
import { isNear } from "./due.ts";

type Scheduled = Pick<StoredBatch, "scope" | "id" | "status" | "sendAt" | "requestId">;

/** Queues the start of a batch with its exact delay, where its time is too near for the sweeper, which comes once a minute. */
export const queueStartIfSoon = async ({ scope, id, status, sendAt, requestId }: Scheduled): Promise<void> => {
  if (status !== "scheduled" || sendAt === null) return;
  if (!isNear(sendAt)) return;
  const task = { kind: "start", scope, batchId: id, correlationId: requestId } as const;
  await enqueueBatch(task, (Date.parse(sendAt) - now()) / 1000);
};
