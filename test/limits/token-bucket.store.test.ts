import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import { type Bucket, reserve, take } from "../../shared/limits/buckets/token-bucket.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let restoreClock: (() => void) | undefined;
afterEach(() => {
  restoreClock?.();
  vi.unstubAllEnvs();
});

/** A clock that stops until the test moves it. */
const stoppedClock = () => {
  let at = Date.UTC(2026, 10, 20);
  restoreClock = setClock(() => at);
  return {
    advance: (milliseconds: number) => {
      at += milliseconds;
    },
    now: () => at,
  };
};

let buckets = 0;
const newBucket = (rate: number, burst: number): Bucket => ({ key: `ten_test#${++buckets}`, rate, burst });

const grantsOf = async (asked: Promise<{ granted: boolean }>[]): Promise<number> =>
  (await Promise.all(asked)).filter(({ granted }) => granted).length;

describe("token bucket take()", () => {
  test("grants the burst at once and then the rate", async () => {
    const clock = stoppedClock();
    const bucket = newBucket(2, 5);
    expect(await grantsOf(Array.from({ length: 8 }, () => take([bucket])))).toBe(5);
    clock.advance(499);
    expect(await take([bucket])).toEqual({ granted: false, retryAfterSeconds: 0.001, key: bucket.key });
    clock.advance(1);
    expect(await take([bucket])).toMatchObject({ granted: true });
    expect(await take([bucket])).toMatchObject({ granted: false, retryAfterSeconds: 0.5 });
    clock.advance(3_600_000);
    expect(await grantsOf(Array.from({ length: 8 }, () => take([bucket])))).toBe(5);
  });

  test("never grants more than burst + rate × t to 80 concurrent callers (invariant 20)", async () => {
    const bucket = newBucket(50, 20);
    const startedAt = performance.now();
    let granted = 0;
    for (let round = 0; round < 3; round++) {
      granted += await grantsOf(Array.from({ length: 80 }, () => take([bucket])));
      const seconds = (performance.now() - startedAt) / 1000;
      expect(granted).toBeLessThanOrEqual(bucket.burst + bucket.rate * seconds);
      await sleep(40);
    }
    expect(granted).toBeGreaterThanOrEqual(bucket.burst);
  });

  test("grants as a reference token bucket does for any sequence (property)", async () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 4000 }), amount: fc.integer({ min: 1, max: 3 }) }),
      {
        maxLength: 25,
      },
    );
    const shapes = fc.record({ rate: fc.constantFrom(0.5, 1, 4, 10), burst: fc.integer({ min: 3, max: 12 }) });
    const clock = stoppedClock();
    await fc.assert(
      fc.asyncProperty(shapes, steps, async ({ rate, burst }, sequence) => {
        const bucket = newBucket(rate, burst);
        let tokens = burst;
        for (const { wait, amount } of sequence) {
          clock.advance(wait);
          tokens = Math.min(burst, tokens + (wait * rate) / 1000);
          const isExpected = tokens + 1e-9 >= amount;
          expect((await take([bucket], amount)).granted).toBe(isExpected);
          if (isExpected) tokens -= amount;
        }
      }),
      { numRuns: 40 },
    );
  });

  test("refuses every caller when its store fails (invariant 20)", async () => {
    vi.stubEnv(tableVariables.limits, "gone");
    const asked = take([newBucket(1, 1)]);
    await expect(asked).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
  });
});

describe("token bucket take() from several buckets", () => {
  test("grants from all buckets or from none, and refunds the others after a refusal", async () => {
    stoppedClock();
    const [wide, narrow] = [newBucket(1, 3), newBucket(1, 1)];
    expect(await take([wide, narrow])).toMatchObject({ granted: true });
    for (let i = 0; i < 5; i++) expect(await take([wide, narrow])).toMatchObject({ granted: false, key: narrow.key });
    expect(await grantsOf([take([wide]), take([wide]), take([wide])])).toBe(2);
  });

  test("refunds only tokens that still fit the bucket", async () => {
    const clock = stoppedClock();
    const bucket = newBucket(1, 2);
    const early = await take([bucket], 2);
    if (early.granted) await early.giveBack();
    expect(await grantsOf([take([bucket]), take([bucket]), take([bucket])])).toBe(2);
    clock.advance(10_000);
    const late = await take([bucket], 1);
    clock.advance(10_000);
    expect(await take([bucket], 2)).toMatchObject({ granted: true });
    if (late.granted) await late.giveBack();
    expect(await take([bucket])).toMatchObject({ granted: false });
  });
});

describe("token bucket reserve()", () => {
  test("gives concurrent callers consecutive slots at the rate", async () => {
    const clock = stoppedClock();
    const key = newBucket(1, 1).key;
    const reserved = await Promise.all(Array.from({ length: 20 }, () => reserve(key, 10, 5)));
    const starts = reserved.map(({ at }) => at).sort((a, b) => a - b);
    expect(starts).toEqual(Array.from({ length: 20 }, (_, index) => clock.now() + index * 500));
    expect(await reserve(key, 10, 1)).toEqual({ at: clock.now() + 10_000 });
  });

  test("starts now when nothing is reserved, and reaches 28 hours ahead under load", async () => {
    const clock = stoppedClock();
    const key = newBucket(1, 1).key;
    expect(await reserve(key, 1, 100_000)).toEqual({ at: clock.now() });
    expect(await reserve(key, 1, 1)).toEqual({ at: clock.now() + 100_000_000 });
    clock.advance(200_000_000);
    expect(await reserve(key, 1, 1)).toEqual({ at: clock.now() });
  });
});
