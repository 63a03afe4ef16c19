import { maximumDelaySeconds } from "../../aws/sqs.ts";
import { equalJitter } from "../../kernel/backoff.ts";

/** 2, 4, 8 … seconds and up to a quarter of an hour, spread by half so that throttled messages do not return together. */
export const retryDelaySeconds = (attempts: number): number => {
  return Math.ceil(equalJitter(Math.min(maximumDelaySeconds, 2 ** Math.min(attempts, 10))));
};
