import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { LimitSettings } from "../../shared/api/operations/limits.ts";
import { type Bound, least } from "../../shared/limits/bounds.ts";
import { ceilingsIn, type LimitLayers, limitBounds, limitsIn } from "../../shared/limits/limits.ts";

/** Arbitrary values of a schema, so that this test also covers fields that the contract gains. */
const anyOf = (schema: unknown): fc.Arbitrary<unknown> => {
  if (schema instanceof z.ZodNullable) return fc.option(anyOf(schema.unwrap()));
  if (schema instanceof z.ZodArray) return fc.subarray(["CH", "DE", "FR", "US"]);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber) return fc.integer({ min: 1, max: 500 });
  if (schema instanceof z.ZodObject)
    return fc.record(Object.fromEntries(Object.entries(schema.shape).map(([name, member]) => [name, anyOf(member)])), {
      requiredKeys: [],
    });
  throw new Error("A kind of limit that this test does not know: say how it is set");
};

/** A tenant's limits: any part of an administrator's ceilings and of the tenant's own values. */
const layers = fc
  .record({ ceilings: anyOf(LimitSettings), own: anyOf(LimitSettings) })
  .map(({ ceilings, own }): LimitLayers => ({ ceilings: withoutNulls(ceilings), own: withoutNulls(own) }));

const withoutNulls = (layer: unknown) =>
  Object.fromEntries(Object.entries(Object(layer)).filter(([, value]) => value !== null));

/** A value's leaves with their paths. Null means no limit. */
const leavesOf = (value: unknown, path = ""): [string, unknown][] =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, member]) => leavesOf(member, `${path}.${name}`))
    : [[path, value]];

const leaf = (value: unknown, path: string): unknown => new Map(leavesOf(value)).get(path);

const isHeldBy = (value: unknown, ceiling: unknown): boolean =>
  typeof ceiling === "boolean"
    ? value === false || ceiling
    : Array.isArray(ceiling)
      ? Array.isArray(value) && value.every((entry) => ceiling.includes(entry))
      : typeof value === "number" && value <= Number(ceiling);

describe("limitsIn()", () => {
  test("never exceeds a ceiling in any field of the contract (invariant 30)", () => {
    fc.assert(
      fc.property(layers, (set) => {
        const limits = limitsIn(set);
        for (const [path, ceiling] of leavesOf(ceilingsIn(set)))
          if (ceiling !== null)
            expect(isHeldBy(leaf(limits, path), ceiling), `${path} of ${JSON.stringify(set)}`).toBe(true);
      }),
    );
  });

  test("returns the tenant's own value if it is within the ceilings", () => {
    fc.assert(
      fc.property(layers, (set) => {
        const limits = limitsIn(set);
        const ceilings = ceilingsIn(set);
        for (const [path, own] of leavesOf(set.own)) {
          const ceiling = leaf(ceilings, path) ?? null;
          if (ceiling === null || isHeldBy(own, ceiling)) expect(leaf(limits, path), path).toEqual(own);
        }
      }),
    );
  });

  test("returns the ceiling if the tenant set nothing", () => {
    fc.assert(
      fc.property(layers, ({ ceilings }) => {
        const limits = limitsIn({ ceilings, own: {} });
        for (const [path, ceiling] of leavesOf(ceilings)) expect(leaf(limits, path), path).toEqual(ceiling);
      }),
    );
  });

  test("agrees with limitBounds.beyond(), which lists exactly the values that exceed a ceiling", () => {
    fc.assert(
      fc.property(layers, layers, (one, other) => {
        const requested = limitsIn(one);
        const ceilings = ceilingsIn(other);
        const looser = leavesOf(ceilings)
          .filter(([path, ceiling]) => ceiling !== null && (leaf(requested, path) ?? null) !== null)
          .filter(([path, ceiling]) => !isHeldBy(leaf(requested, path), ceiling))
          .map(([path]) => path.slice(1));
        expect(
          limitBounds
            .beyond(requested, ceilings)
            .map(({ path }) => path)
            .sort(),
        ).toEqual(looser.sort());
      }),
    );
  });
});

test("least treats the higher of two bounds as the stricter one", () => {
  const bound: Bound<number> = least;
  expect([bound.stricter(0.1, 0.2), bound.stricter(0.2, 0.1)]).toEqual([0.2, 0.2]);
  expect(bound.beyond(0.1, 0.2)).toEqual([{ path: "", allowed: "at least 0.2" }]);
  expect(bound.beyond(0.2, 0.2)).toEqual([]);
});
