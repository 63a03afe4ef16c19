/** A scheduled batch goes into the queue, with its exact delay, so long before it is due: SQS delays 15 minutes at most. */
export const queueAheadMilliseconds = 150_000;
/** A task that was lost is queued again after this long. */
export const graceMilliseconds = 10 * 60_000;
/** An import takes five minutes at most, and a crashed one is tried again by its queue. */
export const importGraceMilliseconds = 40 * 60_000;

/** When a batch that waits for its time is to be looked at. */
export const scheduledDueAt = (sendAt: string): number => Date.parse(sendAt) - queueAheadMilliseconds;
