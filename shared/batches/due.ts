import { now } from "../kernel/clock.ts";
import { minute } from "../kernel/durations.ts";
import { queueAheadMilliseconds } from "../kernel/timeouts-and-waits.ts";

/** A task that was lost is queued again after this long. */
export const graceMilliseconds = 10 * minute;
/** An import takes five minutes at most, and a crashed one is tried again by its queue. */
export const importGraceMilliseconds = 40 * minute;

/** Its start is queued as soon as it is known, for the sweeper comes once a minute. */
export const isNear = (sendAt: string): boolean => Date.parse(sendAt) - now() <= queueAheadMilliseconds;

/** When a batch that waits for its time is to be looked at: in time to queue its start, or to see whether that was lost. */
export const scheduledDueAt = (sendAt: string): number =>
  isNear(sendAt)
    ? Math.max(now(), Date.parse(sendAt)) + graceMilliseconds
    : Date.parse(sendAt) - queueAheadMilliseconds;
