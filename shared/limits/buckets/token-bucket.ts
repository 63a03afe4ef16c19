import { day, second } from "../../kernel/durations.ts";
import type { Draw, Drawn } from "./bucket-rule.ts";
import { draw, returnDraw } from "./bucket-writes.ts";

export interface Bucket {
  /** Begins with whose it is: a scope, a tenant, a provider configuration. */
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
 * Takes tokens from every bucket or from none. However many ask at once, a bucket grants at most burst + rate × t in any t seconds
 * (invariant 20). Usually one round trip, for all buckets are asked together. Throws temporarily_unavailable where the store
 * fails, and an Error for more tokens than a bucket holds.
 */
export const take = async (buckets: readonly Bucket[], amount = 1): Promise<Take> => {
  const drawing = await drawAll(buckets.map((bucket) => drawOf(bucket, amount)));
  if (drawing.granted) return drawing;
  const { refused } = drawing;
  return { granted: false, retryAfterSeconds: refused.waitMilliseconds / 1000, key: refused.key };
};

/** One bucket's draw. The interval is rounded up to a microsecond: never faster than its rate. */
export const drawOf = ({ key, rate, burst }: Bucket, amount: number) => {
  if (amount > burst) throw new Error(`${amount} tokens of a bucket that holds ${burst}`);
  const interval = intervalOf(rate);
  return { key, cost: amount * interval, tolerance: burst * interval };
};

const intervalOf = (rate: number): number => Math.ceil(1_000_000 / rate) / 1000;

/** Which draw was refused: until when, or by which of its counters, which no waiting helps against. */
export interface Refused {
  key: string;
  waitMilliseconds: number;
  counter: string | null;
}

type DrawnAll =
  | { granted: true; drawn: Extract<Drawn, { granted: true }>[]; giveBack: () => Promise<void> }
  | { granted: false; refused: Refused };

/** Makes every draw or none, all of them at once; what was drawn beside a refusal or a failure is given back. */
export const drawAll = async (draws: readonly Draw[]): Promise<DrawnAll> => {
  const results = await Promise.allSettled(draws.map(draw));
  const answers = results.flatMap((result, index) => {
    const wanted = draws[index];
    return result.status === "fulfilled" && wanted ? [{ wanted, answer: result.value }] : [];
  });
  const granted = answers.flatMap(({ wanted, answer }) => (answer.granted ? [{ wanted, answer }] : []));
  const giveBack = async (): Promise<void> => {
    await Promise.all(granted.map(({ wanted, answer }) => returnDraw(wanted, answer.at)));
  };
  if (granted.length === draws.length) return { granted: true, drawn: granted.map(({ answer }) => answer), giveBack };
  // Best effort: what could not be given back was counted for nothing, and nobody gets more than the limit.
  await giveBack().catch(() => undefined);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
  return { granted: false, refused: worst(answers) };
};

/** What is to be waited for longest. Throws where nothing was refused. */
export const worst = (answers: readonly { wanted: Draw; answer: Drawn }[]): Refused => {
  const refused = answers.flatMap(({ wanted: { key }, answer }): Refused[] => {
    if (answer.granted) return [];
    return "counter" in answer
      ? [{ key, waitMilliseconds: Number.POSITIVE_INFINITY, counter: answer.counter }]
      : [{ key, waitMilliseconds: answer.waitMilliseconds, counter: null }];
  });
  return refused.reduce((longest, one) => (one.waitMilliseconds > longest.waitMilliseconds ? one : longest));
};

/** A reservation's row outlives what it was reserved for: 28 hours of one message a second, and then some. */
const reservationSeconds = (40 * day) / second;

/**
 * Reserves the next `count` slots of something that may happen `rate` times a second: the first is at `at` (epoch milliseconds, now
 * or later), the others follow at that rate. Never refuses and never sleeps: whoever reserves comes back when it is time.
 */
export const reserve = async (key: string, rate: number, count: number): Promise<{ at: number }> => {
  const cost = count * intervalOf(rate);
  const drawn = await draw({ key, cost, keepSeconds: reservationSeconds });
  // Without a tolerance and counters nothing is refused.
  return { at: drawn.granted ? drawn.fullAt - cost : 0 };
};
