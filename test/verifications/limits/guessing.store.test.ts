import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { Problem } from "../../../shared/kernel/errors.ts";
import { type Scope, scopeOf } from "../../../shared/kernel/ids.ts";
import { type Slices, sliceName } from "../../../shared/limits/counts/sliced-counts.ts";
import { log } from "../../../shared/observability/logger.ts";
import { defaultPolicy } from "../../../shared/verification-policies/verification-policy.ts";
import { countAttempt } from "../../../shared/verifications/checking/attempt-writes.ts";
import { drawForCheck } from "../../../shared/verifications/limits/failure-limits.ts";
import { checkCounts, guessingIn, guessingRule } from "../../../shared/verifications/limits/guessing.ts";
import { noteApproved } from "../../../shared/verifications/limits/outcomes.ts";
import { drawForSend, type LimitedCode } from "../../../shared/verifications/limits/send-limits.ts";
import { createVerification } from "../../../shared/verifications/verification-writes.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";
import { codeOf, newTenantId, verificationOf } from "./limited-code.ts";
import { type StoppedClock, stopClock } from "./stopped-clock.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let clock: StoppedClock;
let warned: MockInstance<typeof log.warn>;
beforeEach(() => {
  clock = stopClock();
  warned = vi.spyOn(log, "warn").mockReturnValue();
});
afterEach(() => {
  clock.restore();
  vi.restoreAllMocks();
});

const hour = 3_600_000;
const day = 24 * hour;

/** Makes one wrong guess at each of `numbers` numbers. */
const spray = async (scope: Scope, numbers: number, more: Partial<LimitedCode> = {}): Promise<void> => {
  for (let done = 0; done < numbers; done += 20) {
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(newTenantId(), { ...more, scope })));
    await Promise.all(codes.map((code) => drawForCheck(code)));
  }
};
const approve = async (scope: Scope, times: number): Promise<void> => {
  for (let i = 0; i < times; i++) {
    const code = await codeOf(newTenantId(), { scope });
    await (await drawForCheck(code)).giveBack();
    await noteApproved(verificationOf(code, clock.now()));
  }
};
const alarms = () => warned.mock.calls.filter(([code]) => code === "verification_guessing").map(([, fields]) => fields);

describe("guessing alarm", () => {
  test("logs at the hundredth wrong code across numbers, once in ten minutes", async () => {
    const scope = scopeOf(newTenantId(), "live");
    await spray(scope, 80);
    clock.advance(8 * 60_000);
    expect(alarms()).toEqual([]);
    await spray(scope, 80);
    expect(alarms()).toEqual([{ tenantId: scope, failed: 100, approved: 0, minutes: 10 }]);
    clock.advance(10 * 60_000 - 1);
    await spray(scope, 120);
    expect(alarms()).toHaveLength(1);
    clock.advance(1);
    await spray(scope, 20);
    expect(alarms()).toHaveLength(2);
  });

  test("ignores a tenant with 30 % right codes, old failures and test keys", async () => {
    const scope = scopeOf(newTenantId(), "live");
    await approve(scope, 60);
    await spray(scope, 140);
    const slow = scopeOf(newTenantId(), "live");
    await spray(slow, 80);
    clock.advance(11 * 60_000);
    await spray(slow, 80);
    await spray(scopeOf(newTenantId(), "test"), 120);
    expect(alarms()).toEqual([]);
  });

  test.each([
    { name: "an hour", over: hour, others: 20 },
    { name: "a day", over: day, others: 20 },
    { name: "two days, beside 6 checks a minute of the tenant's own", over: 2 * day, others: 6 },
  ])("detects a spray over 100,000 numbers in $name (simulated)", ({ name, over, others }) => {
    const shape = checkCounts(scopeOf(newTenantId(), "live"));
    const counts: Record<string, number> = {};
    const slices: Slices = { counts, trippedUntil: null };
    const count = (what: string, at: number) => {
      const slice = sliceName(shape, what, at);
      counts[slice] = (counts[slice] ?? 0) + 1;
    };
    // The tenant's own users continue: nine in ten of their codes are right.
    const startedAt = clock.now();
    let own = 0;
    let raised: { after: number; guesses: number } | null = null;
    for (let guess = 0; guess < 100_000 && !raised; guess++) {
      const at = startedAt + (guess * over) / 100_000;
      for (; own < ((at - startedAt) / 60_000) * others; own++) {
        count("checked", at);
        if (own % 10 !== 0) count("approved", at);
      }
      count("checked", at);
      if (guessingIn(shape, slices, at)) raised = { after: at - startedAt, guesses: guess + 1 };
    }
    console.info(
      `spray over 100,000 numbers in ${name}: alarm after ${raised ? (raised.after / 60_000).toFixed(1) : "never"} min and ${raised?.guesses} guesses`,
    );
    expect(raised?.guesses).toBeLessThan(1000);
    expect(raised?.after).toBeLessThan(2 * guessingRule.windowMilliseconds);
  });
});

/** An attacker who requests and guesses codes as fast as the rules allow, with more guesses per burst than allowed. */
const attack = async (code: LimitedCode, until: number) => {
  const guesses: number[] = [];
  let codes = 0;
  while (clock.now() < until) {
    try {
      await drawForSend(code);
    } catch (refusal) {
      if (!(refusal instanceof Problem)) throw refusal;
      clock.advance(Math.max(1, (refusal.detail.retryAfterSeconds ?? 1) * 1000));
      continue;
    }
    codes++;
    const verification = verificationOf(code, clock.now());
    await createVerification(verification);
    const compared = await Promise.all(Array.from({ length: 8 }, () => guess(code, verification.id)));
    guesses.push(...compared.filter(Boolean).map(() => clock.now()));
  }
  return { codes, guesses };
};

/** Counts an attempt and draws a check before it compares a code, as checkVerification does. */
const guess = async (code: LimitedCode, id: string): Promise<boolean> => {
  const [counted, drawn] = await Promise.allSettled([countAttempt(code.scope, id, 6), drawForCheck(code)]);
  const isCounted = counted.status === "fulfilled" && counted.value.changed;
  if (!isCounted && drawn.status === "fulfilled") await drawn.value.giveBack();
  return isCounted && drawn.status === "fulfilled";
};

const mostWithin = (moments: readonly number[], milliseconds: number): number =>
  Math.max(0, ...moments.map((start) => moments.filter((at) => at >= start && at < start + milliseconds).length));

describe("drawForSend and drawForCheck under attack", () => {
  test("allow no more guesses in 24 hours than the policy, resends included (invariants 12, 14)", async () => {
    const code = await codeOf(newTenantId());
    const days = 3;
    const { codes, guesses } = await attack(code, clock.now() + days * day);
    const most = mostWithin(guesses, day);
    console.info(
      `guessing for ${days} days: ${guesses.length} guesses compared, ${most} at most in any 24 h (policy ${defaultPolicy.failuresPerNumberPerDay}), ${codes} codes sent; odds per day ${most}/10^6`,
    );
    expect(most).toBe(defaultPolicy.failuresPerNumberPerDay);
    expect(guesses.length).toBeLessThanOrEqual(days * defaultPolicy.failuresPerNumberPerDay);
  });

  test("allow at most five codes in any hour (invariant 14)", async () => {
    const code = await codeOf(newTenantId());
    const sent: number[] = [];
    const until = clock.now() + 2 * hour;
    while (clock.now() < until) {
      const tries = await Promise.allSettled(Array.from({ length: 2 }, () => drawForSend(code)));
      sent.push(...tries.filter(({ status }) => status === "fulfilled").map(() => clock.now()));
      clock.advance(4 * 60_000);
    }
    expect(mostWithin(sent, hour)).toBe(defaultPolicy.sendsPerNumberPerHour);
    expect(sent.length).toBeGreaterThanOrEqual(2 * defaultPolicy.sendsPerNumberPerHour);
  });
});
