/** Twilio's own default, the longest it queues: ten hours. */
export const defaultValidityMilliseconds = 36_000_000;

/** Until when a message may be handed over that goes at `startsAt` at the earliest and was given no validity; both epoch milliseconds. */
export const defaultValidUntil = (startsAt: number): number => startsAt + defaultValidityMilliseconds;
