import { Problem } from "../kernel/errors.ts";

/** What was drawn from one limit. */
export interface Drawn {
  /** Returns the draw: for a send that never reaches a provider. */
  giveBack: () => Promise<void>;
}

/** Of what only asks whether it may. */
export const nothingDrawn: Drawn = { giveBack: async () => undefined };

/**
 * Waits for what several limits say. Where one refuses, the others are given back what they gave, and the refusal that lasts longest is
 * thrown; a failure before any refusal (invariant 20).
 */
export const allOrNothing = async (asked: readonly Promise<Drawn>[]): Promise<Drawn> => {
  const results = await Promise.allSettled(asked);
  const drawn = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const refusals: unknown[] = results.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  const giveBack = async (): Promise<void> => {
    await Promise.all(drawn.map((one) => one.giveBack()));
  };
  if (refusals.length === 0) return { giveBack };
  // Best effort: what could not be given back was counted for nothing, and nobody gets more than the limit.
  await Promise.allSettled(drawn.map((one) => one.giveBack()));
  throw refusals.reduce((worst, one) => (gravity(one) > gravity(worst) ? one : worst));
};

/** Failures first, then what no waiting helps against, then what must be waited for longest. */
const gravity = (refusal: unknown): number => {
  if (!(refusal instanceof Problem) || refusal.status >= 500) return Number.POSITIVE_INFINITY;
  return refusal.detail.retryAfterSeconds ?? Number.MAX_VALUE;
};

/** What the limits' store brings; where it fails, whatever the reason, nothing is granted (invariant 20): temporarily_unavailable. */
export const orUnavailable = async <Result>(asked: Promise<Result>): Promise<Result> => {
  try {
    return await asked;
  } catch (cause) {
    throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1, cause });
  }
};
