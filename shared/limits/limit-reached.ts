import { now } from "../kernel/clock.ts";
import type { ProblemDetail } from "../kernel/errors.ts";

interface ReachedLimit {
  /** What was reached, with the limit's name and how much it allows. */
  says: string;
  /** By this name the answer's `limit` tells it. */
  limit: string;
  /** Where it is changed; null: it is the hub's own. */
  change: keyof typeof changes | null;
  waitMilliseconds: number;
  extensions?: Readonly<Record<string, unknown>>;
}

const changes = {
  limits: "PATCH /v1/tenants/current/limits changes the limit.",
  "verification-policy": "PATCH /v1/tenants/current/verification-policy changes the limit.",
} as const;

/** What a 429 tells: the limit, how much it allows, when one more fits, and who changes it. */
export const limitReached = ({ says, limit, change, waitMilliseconds, extensions }: ReachedLimit): ProblemDetail => {
  // As Retry-After: whole seconds, for one that is told too early would be refused again.
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMilliseconds / 1000));
  const freeAt = new Date(now() + retryAfterSeconds * 1000).toISOString();
  const sentences = [says, `The next one fits at ${freeAt}.`, ...(change === null ? [] : [changes[change]])];
  return { detail: sentences.join(" "), retryAfterSeconds, extensions: { limit, freeAt, ...extensions } };
};

/** "20 an hour, 10 at once". */
export const rateText = (rate: number, per: "second" | "hour" | "day", burst: number): string =>
  `${rate} ${per === "hour" ? "an" : "a"} ${per}, ${burst} at once`;
