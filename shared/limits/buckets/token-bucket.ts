import { day, second } from "../../kernel/durations.ts";
import type { Draw, Drawn } from "./bucket-rule.ts";
import { draw, returnDraw } from "./bucket-writes.ts";

export interface Bucket {
  /** Begins with the owner: a scope, a tenant or a provider configuration. */
  key: string;
  /** Tokens per second. */
  rate: number;
  /** Tokens that a full bucket holds. */
  burst: number;
}

export type Take =
  | { granted: true; giveBack: () => Promise<void> }
  | { granted: false; retryAfterSeconds: number; key: string };

/**
 * Takes tokens from every bucket or from none. A bucket grants at most burst + rate × t in any t seconds, even to concurrent callers
 * (invariant 20). It usually takes one round trip, because the draws run in parallel. Throws temporarily_unavailable if the store fails,
 * and an Error for more tokens than a bucket holds.
 */
export const take = async (buckets: readonly Bucket[], amount = 1): Promise<Take> => {
  const drawing = await drawAll(buckets.map((bucket) => drawOf(bucket, amount)));
  if (drawing.granted) return drawing;
  const { refused } = drawing;
  return { granted: false, retryAfterSeconds: refused.waitMilliseconds / 1000, key: refused.key };
};

/** The draw of some tokens from one bucket. The interval is rounded up to a microsecond, so the bucket is never faster than its rate. */
export const drawOf = ({ key, rate, burst }: Bucket, amount: number) => {
  if (amount > burst) throw new Error(`The bucket holds ${burst} tokens, and ${amount} were requested`);
  const interval = intervalOf(rate);
  return { key, cost: amount * interval, tolerance: burst * interval };
};

const intervalOf = (rate: number): number => Math.ceil(1_000_000 / rate) / 1000;

/** The draw that was refused, and for how long. If one of its counters is full, `counter` names it and no wait helps. */
export interface Refused {
  key: string;
  waitMilliseconds: number;
  counter: string | null;
}

type DrawnAll =
  | { granted: true; drawn: Extract<Drawn, { granted: true }>[]; giveBack: () => Promise<void> }
  | { granted: false; refused: Refused };

/** Makes all draws in parallel. If one is refused or fails, gives the others back. */
export const drawAll = async (draws: readonly Draw[]): Promise<DrawnAll> => {
  const results = await Promise.allSettled(draws.map(draw));
  const answers = results.flatMap((result, index) => {
    const request = draws[index];
    return result.status === "fulfilled" && request ? [{ request, answer: result.value }] : [];
  });
  const granted = answers.flatMap(({ request, answer }) => (answer.granted ? [{ request, answer }] : []));
  const giveBack = async (): Promise<void> => {
    await Promise.all(granted.map(({ request, answer }) => returnDraw(request, answer.at)));
  };
  if (granted.length === draws.length) return { granted: true, drawn: granted.map(({ answer }) => answer), giveBack };
  // Best effort: if a draw cannot be given back, the bucket has counted too much, and nobody gets more than the limit.
  await giveBack().catch(() => undefined);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
  return { granted: false, refused: worst(answers) };
};

/** Returns the refusal with the longest wait. Throws a TypeError if nothing was refused. */
export const worst = (answers: readonly { request: Draw; answer: Drawn }[]): Refused => {
  const refused = answers.flatMap(({ request: { key }, answer }): Refused[] => {
    if (answer.granted) return [];
    return "counter" in answer
      ? [{ key, waitMilliseconds: Number.POSITIVE_INFINITY, counter: answer.counter }]
      : [{ key, waitMilliseconds: answer.waitMilliseconds, counter: null }];
  });
  return refused.reduce((longest, one) => (one.waitMilliseconds > longest.waitMilliseconds ? one : longest));
};

/** The row of a reservation must outlive the reserved slots: 100,000 messages at one per second take 28 hours. */
const reservationSeconds = (40 * day) / second;

/**
 * Reserves the next `count` slots of a pace of `rate` per second. The first slot is at `at` (epoch milliseconds, now or later), and the
 * others follow at that rate. The function never refuses and never sleeps; the caller must come back at that time.
 */
export const reserve = async (key: string, rate: number, count: number): Promise<{ at: number }> => {
  const cost = count * intervalOf(rate);
  const drawn = await draw({ key, cost, keepSeconds: reservationSeconds });
  // A draw without tolerance and counters is never refused.
  return { at: drawn.granted ? drawn.fullAt - cost : 0 };
};
