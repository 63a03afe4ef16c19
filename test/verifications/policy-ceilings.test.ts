import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { codeChannels } from "../../shared/api/channels.ts";
import { PolicyCeilings, PolicySettings } from "../../shared/api/operations/verification-policies.ts";
import { type Ceilings, ceilingsWith, policyBounds } from "../../shared/verification-policies/policy-ceilings.ts";
import { policyIn } from "../../shared/verification-policies/verification-policy.ts";

/** Settings that grant neither sends nor guesses. A setting that grants them belongs to PolicyCeilings. */
const choices = [
  ...["engine", "providerConfigId", "ladder", "purposes", "codeLength", "lifetimeSeconds", "cooldownSeconds"],
  ...["lookupFirst", "brandName", "templateId", "locale", "testNumbers"],
];

const perHour = fc.record({ perHour: fc.integer({ min: 1, max: 900 }), burst: fc.integer({ min: 1, max: 900 }) });
const someOf = <Entry extends string>(...entries: Entry[]) => fc.subarray(entries, { minLength: 1 });

/** Any part of the settings with a ceiling. A new one fails to compile until this test covers it. */
const anyPart = fc.record<Ceilings, never>(
  {
    channels: someOf(...codeChannels),
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

describe("policyIn()", () => {
  test("has a ceiling for every setting except the choices that this test names (invariant 30)", () => {
    const settings = Object.keys(PolicySettings.shape);
    expect([...Object.keys(PolicyCeilings.shape), ...choices].sort()).toEqual(settings.sort());
  });

  test("never exceeds a ceiling, for any values of the tenant (invariant 30)", () => {
    fc.assert(
      fc.property(anyPart, anyPart, (ceilings, own) => {
        const policy = policyIn({ ceilings, own });
        expect(policyBounds.beyond(policy, ceilingsWith(ceilings))).toEqual([]);
        if (ceilings.allowedCountries) expect(policy.allowedCountries).not.toBeNull();
        expect(PolicySettings.safeParse(policy).success).toBe(true);
      }),
    );
  });

  test("returns the tenant's values within the ceilings, and the ceilings if the tenant set nothing", () => {
    fc.assert(
      fc.property(anyPart, anyPart, (ceilings, own) => {
        const isWithin =
          policyBounds.beyond({ ...ceilingsWith(ceilings), ...own }, ceilingsWith(ceilings)).length === 0;
        if (isWithin) expect(policyIn({ ceilings, own })).toMatchObject(own);
        expect(policyIn({ ceilings, own: {} })).toMatchObject(ceilings);
      }),
    );
  });

  test("allows every value of the contract if no ceiling was set", () => {
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

  test("limits a ladder to the channels that a ceiling allows", () => {
    const ladder: Ceilings["channels"] = ["sms", "call"];
    const ladderBelow = (...channels: Ceilings["channels"]) =>
      policyIn({ ceilings: { channels }, own: { ladder } }).ladder;
    expect([ladderBelow("sms"), ladderBelow("whatsapp"), ladderBelow("sms", "call")]).toEqual([["sms"], null, ladder]);
  });
});
