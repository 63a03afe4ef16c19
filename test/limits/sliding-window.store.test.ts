import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import type { SlidingWindow } from "../../shared/limits/windows/sliding-window.ts";
import { readNextFit } from "../../shared/limits/windows/window-reads.ts";
import { type Entered, enter, leave } from "../../shared/limits/windows/window-writes.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let at = 0;
let restoreClock: () => void = () => undefined;
afterEach(() => {
  restoreClock();
  vi.unstubAllEnvs();
});

/** A clock that stops until the test moves it. */
const stopClock = (): void => {
  at = Date.UTC(2026, 10, 20);
  restoreClock = setClock(() => at);
};

let windows = 0;
const newWindow = (shape: Omit<SlidingWindow, "key">): SlidingWindow => ({
  key: `ten_test#window#${++windows}`,
  ...shape,
});
const hour = 3_600_000;
const cooldowns = [30_000, 60_000, 120_000];

const enterTogether = (window: SlidingWindow, times: number): Promise<Entered[]> =>
  Promise.all(Array.from({ length: times }, () => enter(window)));
const granted = (all: readonly Entered[]) => all.filter((one) => one.granted);

describe("sliding window", () => {
  test("enter grants exactly the free places to N concurrent callers (invariants 14, 20)", async () => {
    stopClock();
    const window = newWindow({ most: 10, milliseconds: 24 * hour });
    expect(granted(await enterTogether(window, 60))).toHaveLength(10);
    at += 24 * hour - 1;
    expect(granted(await enterTogether(window, 20))).toHaveLength(0);
    at += 1;
    expect(granted(await enterTogether(window, 60))).toHaveLength(10);
  });

  test("enter grants exactly one of N concurrent callers after each cooldown (invariant 14)", async () => {
    stopClock();
    const window = newWindow({ most: 5, milliseconds: hour, cooldowns });
    for (const wait of [0, 30_000, 60_000, 120_000, 120_000]) {
      at += wait - 1;
      if (wait > 0) expect(granted(await enterTogether(window, 5))).toHaveLength(0);
      at += 1;
      expect(granted(await enterTogether(window, 40))).toHaveLength(1);
    }
    at += 120_000;
    const startedAt = at - 450_000;
    expect(await enter(window)).toEqual({ granted: false, hindrance: "full", nextAt: startedAt + hour });
    at = startedAt + hour;
    expect(granted(await enterTogether(window, 40))).toHaveLength(1);
  });

  test("enter returns the time of the next free place, and grants the place at that time", async () => {
    stopClock();
    const window = newWindow({ most: 3, milliseconds: hour, cooldowns: [600_000, 2_000_000] });
    expect(await enter(window)).toMatchObject({ nextAt: at + 600_000 });
    at += 600_000;
    const second = await enter(window);
    expect(second).toMatchObject({ granted: true, nextAt: at + 2_000_000 });
    at += 1_999_999;
    expect(await enter(window)).toEqual({ granted: false, hindrance: "cooldown", nextAt: at + 1 });
    expect(await readNextFit(window)).toEqual({ at, nextAt: at + 1 });
    at += 1;
    // The window is full until the first entry leaves; the cooldown lasts until the second leaves, because it is shorter after one entry.
    expect(await enter(window)).toMatchObject({ granted: true, nextAt: Date.UTC(2026, 10, 20) + 600_000 + hour });
    at = Date.UTC(2026, 10, 20) + hour;
    expect(await enter(window)).toMatchObject({ granted: false, hindrance: "cooldown" });
    at += 600_000;
    expect(await enter(window)).toMatchObject({ granted: true });
  });

  test("enter shortens a cooldown when an older entry leaves the window", async () => {
    stopClock();
    const window = newWindow({ most: 5, milliseconds: 100_000, cooldowns: [10_000, 90_000] });
    await enter(window);
    at += 50_000;
    // After the second entry: 90 s, or 10 s once the first entry no longer counts.
    expect(await enter(window)).toMatchObject({ granted: true, nextAt: at + 50_000 });
    at += 50_000;
    expect(await enter(window)).toMatchObject({ granted: true });
  });

  test("leave removes only the caller's entry, and may run twice", async () => {
    stopClock();
    const window = newWindow({ most: 2, milliseconds: hour, cooldowns: [30_000] });
    const first = await enter(window);
    at += 30_000;
    const second = await enter(window);
    if (!first.granted || !second.granted) throw new Error("refused");
    await leave(window, second.entry);
    await leave(window, second.entry);
    expect(await readNextFit(window)).toEqual({ at, nextAt: at });
    expect(await enter(window)).toMatchObject({ granted: true });
    await leave(window, first.entry);
    expect(await enter(window)).toMatchObject({ granted: false, hindrance: "cooldown" });
    const empty = newWindow({ most: 1, milliseconds: hour });
    await leave(empty, first.entry);
    expect(await enter(empty)).toMatchObject({ granted: true });
  });

  test("enter treats an expired row as absent (invariant 19)", async () => {
    stopClock();
    const window = newWindow({ most: 1, milliseconds: hour, cooldowns: [30_000] });
    await enter(window);
    at += 49 * hour;
    expect(await readNextFit(window)).toEqual({ at, nextAt: at });
    expect(granted(await enterTogether(window, 10))).toHaveLength(1);
  });

  test("enter never exceeds the maximum for any sequence of enter and leave (property)", async () => {
    stopClock();
    const shapes = fc.record({
      most: fc.integer({ min: 1, max: 5 }),
      milliseconds: fc.constantFrom(1000, 5000),
      cooldowns: fc.option(fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 3 }), {
        nil: undefined,
      }),
    });
    const steps = fc.array(
      fc.record({
        wait: fc.integer({ min: 0, max: 2500 }),
        together: fc.integer({ min: 1, max: 6 }),
        leaves: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(shapes, steps, async ({ cooldowns: waits, ...shape }, sequence) => {
        const window = newWindow(waits ? { ...shape, cooldowns: waits } : shape);
        let held: { at: number; entry: string }[] = [];
        for (const { wait, together, leaves } of sequence) {
          at += wait;
          const counting = held.filter((one) => one.at + window.milliseconds > at);
          const last = Math.max(...counting.map((one) => one.at));
          const cooldown = waits?.[Math.min(counting.length, waits.length) - 1] ?? 0;
          const isOver = counting.length === 0 || at >= last + cooldown;
          const room = window.most - counting.length;
          // With a cooldown of at least a millisecond, at most one enters at a time.
          const expected = isOver ? Math.min(together, room, waits ? 1 : together) : 0;
          const all = granted(await enterTogether(window, together));
          expect(all).toHaveLength(expected);
          held.push(...all.flatMap((one) => (one.granted ? [{ at, entry: one.entry }] : [])));
          const leaving = leaves ? held.at(-1) : undefined;
          if (leaving) {
            await leave(window, leaving.entry);
            held = held.slice(0, -1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("enter and readNextFit refuse when the store fails (invariant 20)", async () => {
    vi.stubEnv(tableVariables.limits, "gone");
    const window = newWindow({ most: 5, milliseconds: hour });
    for (const ask of [enter, readNextFit])
      await expect(ask(window)).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
  });
});
