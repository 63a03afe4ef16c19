import { now } from "../kernel/clock.ts";
import { minute } from "../kernel/durations.ts";
import { queueAheadMilliseconds } from "../kernel/timeouts-and-waits.ts";

/** The sweeper queues a lost task again after this long. */
export const graceMilliseconds = 10 * minute;
/** An import takes five minutes at most, and its queue retries one that crashed. */
export const importGraceMilliseconds = 40 * minute;

/** True if the start must be queued at once, because the sweeper runs only once a minute. */
export const isNear = (sendAt: string): boolean => Date.parse(sendAt) - now() <= queueAheadMilliseconds;

/**
 * When the sweeper must look at a scheduled batch: in time to queue its start, or, if that is queued already, to see whether it was lost.
 */
export const scheduledDueAt = (sendAt: string): number =>
  isNear(sendAt)
    ? Math.max(now(), Date.parse(sendAt)) + graceMilliseconds
    : Date.parse(sendAt) - queueAheadMilliseconds;
