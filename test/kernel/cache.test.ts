import { afterEach, describe, expect, test } from "vitest";
import { cache } from "../../shared/kernel/cache.ts";
import { setClock } from "../../shared/kernel/clock.ts";

afterEach(() => {
  setClock(Date.now);
});

/** Counts its loads: each returns the next number. */
const counter = () => {
  let loads = 0;
  return async () => ++loads;
};

describe("cache()", () => {
  test("loads once within its time", async () => {
    const load = counter();
    const memory = cache<number>({ milliseconds: 1_000, entries: 10 });
    const start = Date.now();
    setClock(() => start);
    expect([await memory.recall("a", load), await memory.recall("a", load)]).toEqual([1, 1]);
    setClock(() => start + 999);
    expect(await memory.recall("a", load)).toBe(1);
    setClock(() => start + 1_000);
    expect(await memory.recall("a", load)).toBe(2);
  });

  test("shares a load under way, and loads again on request", async () => {
    const load = counter();
    const memory = cache<number>({ milliseconds: 1_000, entries: 10 });
    expect(await Promise.all([memory.recall("a", load), memory.recall("a", load)])).toEqual([1, 1]);
    expect(await memory.refresh("a", load)).toBe(2);
    expect(await memory.recall("a", load)).toBe(2);
  });

  test("does not cache a failed load", async () => {
    const memory = cache<number>({ milliseconds: 1_000, entries: 10 });
    const failing = () => memory.recall("a", () => Promise.reject(new Error("down")));
    await expect(failing()).rejects.toThrow("down");
    expect(await memory.recall("a", async () => 1)).toBe(1);
  });

  test("drops the oldest entry beyond its maximum", async () => {
    const load = counter();
    const memory = cache<number>({ milliseconds: 1_000, entries: 2 });
    for (const key of ["a", "b", "c"]) await memory.recall(key, load);
    expect([await memory.recall("c", load), await memory.recall("b", load)]).toEqual([3, 2]);
    expect(await memory.recall("a", load)).toBe(4);
  });
});
