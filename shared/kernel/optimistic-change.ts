import { pause } from "./backoff.ts";
import { Problem } from "./errors.ts";

const maximumAttempts = 8;

/**
 * Optimistic locking: `change` reads, decides and writes, and returns null if another writer changed the row in between. It then runs
 * again. Throws conflict if it loses every race.
 */
export const retryOnRace = async <Result>(what: string, change: () => Promise<Result | null>): Promise<Result> => {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    const result = await change();
    if (result !== null) return result;
    await pause(Math.random() * 20 * attempt);
  }
  throw new Problem("conflict", { detail: `Other requests keep changing the ${what}. Try again.` });
};
