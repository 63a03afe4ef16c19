import { Problem } from "../kernel/errors.ts";

/** What the limits' store brings; where it fails, whatever the reason, nothing is granted (invariant 20): temporarily_unavailable. */
export const orUnavailable = async <Result>(asked: Promise<Result>): Promise<Result> => {
  try {
    return await asked;
  } catch (cause) {
    throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1, cause });
  }
};
