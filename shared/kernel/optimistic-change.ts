import { pause } from "./backoff.ts";
import { Problem } from "./errors.ts";

const maximumAttempts = 8;

/**
 * Reads, decides and writes, again where somebody came between: `change` answers null for that. Throws conflict where somebody always
 * comes between.
 */
export const againWhereRaced = async <Result>(what: string, change: () => Promise<Result | null>): Promise<Result> => {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    const result = await change();
    if (result !== null) return result;
    await pause(Math.random() * 20 * attempt);
  }
  throw new Problem("conflict", { detail: `The ${what} is being changed by others: try again.` });
};
