import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { PolicyCeilings, PolicySettings } from "../../shared/api/operations/verification-policies.ts";
import { type Ceilings, ceilingsWith, policyBounds } from "../../shared/verification-policies/policy-ceilings.ts";
import { policyIn } from "../../shared/verification-policies/verification-policy.ts";

/** Settings that grant no sends and no guesses by themselves. One that does belongs to PolicyCeilings. */
const choices = [
  ...["engine", "providerConfigId", "ladder", "purposes", "codeLength", "lifetimeSeconds", "cooldownSeconds"],
  ...["lookupFirst", "brandName", "templateId", "locale", "testNumbers"],
];

const perHour = fc.record({ perHour: fc.integer({ min: 1, max: 900 }), burst: fc.integer({ min: 1, max: 900 }) });
const someOf = <Entry extends string>(...entries: Entry[]) => fc.subarray(entries, { minLength: 1 });

/** Any part of what has a ceiling. A new one does not compile until it is here. */
const anyPart = fc.record<Ceilings, never>(
  {
    channels: someOf("sms", "whatsapp", "call"),
    maximumAttempts: fc.integer({ min: 1, max: 5 }),
    sendsPerNumberPerHour: fc.integer({ min: 1, max: 5 }),
    failuresPerNumberPerDay: fc.integer({ min: 1, max: 10 }),
    perTenant: perHour,
    perClientIp: perHour,
    perDevice: perHour,
    perPrefix: perHour,
    breaker: fc.record({
      minimumSends: fc.integer({ min: 5, max: 100 }),
      minimumApprovedShare: fc.constantFrom(0, 0.1, 0.5, 1),
      closedMinutes: fc.integer({ min: 1, max: 1440 }),
    }),
    allowedCountries: someOf("CH", "DE", "US"),
  },
  { requiredKeys: [] },
);

describe("a verification policy", () => {
  test("has a ceiling for every setting, or the setting is a choice that this test names (invariant 30)", () => {
    const settings = Object.keys(PolicySettings.shape);
    expect([...Object.keys(PolicyCeilings.shape), ...choices].sort()).toEqual(settings.sort());
  });

  test("never goes beyond a ceiling, whatever the tenant set (invariant 30)", () => {
    fc.assert(
      fc.property(anyPart, anyPart, (ceilings, own) => {
        const policy = policyIn({ ceilings, own });
        expect(policyBounds.beyond(policy, ceilingsWith(ceilings))).toEqual([]);
        if (ceilings.allowedCountries) expect(policy.allowedCountries).not.toBeNull();
        expect(PolicySettings.safeParse(policy).success).toBe(true);
      }),
    );
  });

  test("is what the tenant set wherever that is within the ceilings, and the ceilings where it set nothing", () => {
    fc.assert(
      fc.property(anyPart, anyPart, (ceilings, own) => {
        const isWithin =
          policyBounds.beyond({ ...ceilingsWith(ceilings), ...own }, ceilingsWith(ceilings)).length === 0;
        if (isWithin) expect(policyIn({ ceilings, own })).toMatchObject(own);
        expect(policyIn({ ceilings, own: {} })).toMatchObject(ceilings);
      }),
    );
  });

  test("may be all that the contract takes where no ceiling was set", () => {
    const ends = (schema: unknown): unknown[] => {
      if (schema instanceof z.ZodNumber) return [schema.minValue, schema.maxValue];
      if (!(schema instanceof z.ZodObject)) return [];
      const [low, high] = [0, 1].map((end) =>
        Object.fromEntries(Object.entries(schema.shape).map(([name, member]) => [name, ends(member)[end]])),
      );
      return [low, high];
    };
    for (const [name, schema] of Object.entries(PolicyCeilings.shape))
      for (const value of ends(schema))
        expect(policyBounds.beyond({ ...ceilingsWith({}), [name]: value }, ceilingsWith({})), name).toEqual([]);
  });

  test("keeps a ladder to the channels that a ceiling leaves", () => {
    const ladder: Ceilings["channels"] = ["sms", "call"];
    const ladderBelow = (...channels: Ceilings["channels"]) =>
      policyIn({ ceilings: { channels }, own: { ladder } }).ladder;
    expect([ladderBelow("sms"), ladderBelow("whatsapp"), ladderBelow("sms", "call")]).toEqual([["sms"], null, ladder]);
  });
});
