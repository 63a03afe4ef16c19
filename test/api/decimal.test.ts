import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimal } from "../../shared/api/schemas/decimal.ts";

const cents = decimal(0.01, 1_000_000_000, 0.01);
const fits = (value: unknown) => cents.safeParse(value).success;

describe("decimal()", () => {
  test("accepts every multiple of the step, also one that binary arithmetic rounds (invariant 38)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000_000_000 }), (count) => {
        for (const written of [Number(`${count}e-2`), count / 100, count * 0.01])
          expect(cents.parse(written)).toBe(Number(`${count}e-2`));
      }),
    );
    expect([0.07, 0.29, 0.57, 1.1, 4.35, 1.005e3, 35 * 0.01].map((value) => cents.parse(value))).toEqual([
      ...[0.07, 0.29, 0.57, 1.1, 4.35, 1005, 0.35],
    ]);
  });

  test.each([
    5e-324,
    1e-131,
    1e-9,
    0.001,
    0.005,
    0.0100001,
    0.019999,
    1 / 3,
    0,
    -0.01,
    1e9 + 0.01,
    1e300,
    Number.NaN,
    Infinity,
  ])("refuses %s (invariant 38)", (value) => {
    expect(fits(value)).toBe(false);
  });

  test("accepts 0, and refuses values near 0 that DynamoDB cannot store (invariant 38)", () => {
    const fromNothing = decimal(0, 1_000_000_000, 0.01);
    expect([0, 0.01].map((value) => fromNothing.parse(value))).toEqual([0, 0.01]);
    for (const value of [5e-324, 1e-131, 1e-9, 0.004]) expect(fromNothing.safeParse(value).success).toBe(false);
  });

  test("refuses text for a number", () => {
    expect(fits("0.07")).toBe(false);
  });
});
