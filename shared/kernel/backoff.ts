import { setTimeout as sleep } from "node:timers/promises";

/** Resolves after so many milliseconds. */
export const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);

/** Milliseconds, for a pause: any part of `unit` doubled at each attempt, of which the first is 1, so that rivals do not meet again. */
export const anyPartOfDoubled = (unit: number, attempt: number): number => Math.random() * unit * 2 ** attempt;

/** At least half of a wait: what was put off together does not come back together. */
export const spreadByHalf = (wait: number): number => wait / 2 + (Math.random() * wait) / 2;

/** In milliseconds. */
const pausesBeforeDrawing = [100, 200, 400];

/**
 * Draws again, three times at most, what was refused for a reason that may pass in a moment: many equal requests under one idempotency key
 * all draw at once, and all but one give back, so a refusal may be of their making.
 */
export const drawnAgain = async <Drawn>(
  first: PromiseSettledResult<Drawn>,
  draw: () => Promise<Drawn>,
  mayPass: (reason: unknown) => boolean,
): Promise<PromiseSettledResult<Drawn>> => {
  let result = first;
  for (const milliseconds of pausesBeforeDrawing) {
    if (result.status === "fulfilled" || !mayPass(result.reason)) return result;
    await pause(milliseconds);
    [result] = await Promise.allSettled([draw()]);
  }
  return result;
};
