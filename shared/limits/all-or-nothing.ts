import { Problem } from "../kernel/errors.ts";

/** A draw from one or several limits. */
export interface Drawn {
  /** Returns the draw. Call it for a send that never reaches a provider. */
  giveBack: () => Promise<void>;
}

/** For a check that draws nothing. */
export const nothingDrawn: Drawn = { giveBack: async () => undefined };

/**
 * Waits for draws from several limits. If one limit refuses, gives the other draws back and throws the refusal that lasts longest. A
 * failure takes precedence over any refusal (invariant 20).
 */
export const allOrNothing = async (draws: readonly Promise<Drawn>[]): Promise<Drawn> => {
  const results = await Promise.allSettled(draws);
  const drawn = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refusals: unknown[] = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const giveBack = async (): Promise<void> => {
    await Promise.all(drawn.map((one) => one.giveBack()));
  };
  if (refusals.length === 0) return { giveBack };
  // Best effort: if a draw cannot be given back, the limit has counted too much, and nobody gets more than the limit.
  await Promise.allSettled(drawn.map((one) => one.giveBack()));
  throw refusals.reduce((worst, one) => (severity(one) > severity(worst) ? one : worst));
};

/** Ranks failures highest, then refusals that a wait does not end, then the refusal with the longest wait. */
const severity = (refusal: unknown): number => {
  if (!(refusal instanceof Problem) || refusal.status >= 500) return Number.POSITIVE_INFINITY;
  return refusal.detail.retryAfterSeconds ?? Number.MAX_VALUE;
};

/**
 * Awaits a read or a write of a store. If it fails for any reason, throws temporarily_unavailable, so that nothing is granted (invariant
 * 20).
 */
export const orUnavailable = async <Result>(result: Promise<Result>): Promise<Result> => {
  try {
    return await result;
  } catch (cause) {
    throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1, cause });
  }
};
