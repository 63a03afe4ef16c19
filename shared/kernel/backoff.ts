import { setTimeout as sleep } from "node:timers/promises";

/** Resolves after this number of milliseconds. */
export const pause = (milliseconds: number): Promise<void> => sleep(milliseconds);

/**
 * Exponential backoff with full jitter: a random part of `unit` doubled once for each attempt. The first attempt is 1. Without the jitter,
 * callers that collided would collide again. Milliseconds.
 */
export const fullJitter = (unit: number, attempt: number): number => Math.random() * unit * 2 ** attempt;

/** Equal jitter: half of the wait plus a random part of the other half, so that tasks delayed together do not return together. */
export const equalJitter = (wait: number): number => wait / 2 + (Math.random() * wait) / 2;

/** Milliseconds before each retry. */
const pausesBeforeDrawing = [100, 200, 400];

/**
 * Retries a refused draw up to three times while `isTransient` says that the refusal may end within a moment. Equal requests under one
 * idempotency key all draw at the same time and all but one give back, so they may have caused the refusal themselves.
 */
export const retryDraw = async <Drawn>(
  first: PromiseSettledResult<Drawn>,
  draw: () => Promise<Drawn>,
  isTransient: (reason: unknown) => boolean,
): Promise<PromiseSettledResult<Drawn>> => {
  let result = first;
  for (const milliseconds of pausesBeforeDrawing) {
    if (result.status === "fulfilled" || !isTransient(result.reason)) return result;
    await pause(milliseconds);
    [result] = await Promise.allSettled([draw()]);
  }
  return result;
};
