import { now } from "../kernel/clock.ts";
import type { ProblemDetail } from "../kernel/errors.ts";

interface ReachedLimit {
  /** A sentence with the limit's name and value. */
  says: string;
  /** The limit's name for the member `limit` of the answer. */
  limit: string;
  /** The settings that hold the limit. Null: the limit is built into the hub. */
  change: keyof typeof howToChange | null;
  waitMilliseconds: number;
  extensions?: Readonly<Record<string, unknown>>;
}

/** Ends a detail with the request that changes the limit. */
export const howToChange = {
  limits: "Change the limit with PATCH /v1/tenants/current/limits.",
  "verification-policy": "Change the limit with PATCH /v1/tenants/current/verification-policy.",
} as const;

/** The detail of a 429: the limit and its value, the time of the next possible request, and the request that changes the limit. */
export const limitReached = ({ says, limit, change, waitMilliseconds, extensions }: ReachedLimit): ProblemDetail => {
  // Rounded up to whole seconds like Retry-After, because a request that comes too early would be refused again.
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMilliseconds / 1000));
  const freeAt = new Date(now() + retryAfterSeconds * 1000).toISOString();
  const sentences = [says, `Try again at ${freeAt}.`, ...(change === null ? [] : [howToChange[change]])];
  return { detail: sentences.join(" "), retryAfterSeconds, extensions: { limit, freeAt, ...extensions } };
};

/** "20 an hour, 10 at once". */
export const rateText = (rate: number, per: "second" | "hour" | "day", burst: number): string =>
  `${rate} ${per === "hour" ? "an" : "a"} ${per}, ${burst} at once`;
