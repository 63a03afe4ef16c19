import { expect, test } from "vitest";
import { newTenant, simulator } from "../../support/hub/hub.ts";
import { isViolation, type RaceRound, raceRound } from "./race.ts";

/** test/load runs 20 rounds of 500 checks, `npm run proof:verification` 200. */
const rounds = 4;
const checksAtOnce = 45;

test("checkVerification compares at most 5 of 45 concurrent codes, and approves at most one (invariant 12)", async () => {
  const { api } = await newTenant();
  const held: RaceRound[] = [];
  for (let round = 0; round < rounds; round++) held.push(await raceRound({ api, simulator }, checksAtOnce));
  expect(held.filter(isViolation)).toEqual([]);
  // Without these lines a hub that refuses every check would pass.
  expect(held.some(({ compared }) => compared > 1)).toBe(true);
  expect(held.some(({ approved }) => approved === 1)).toBe(true);
});

test("checkVerification approves one of 15 right codes that come at once (invariant 12)", async () => {
  const { api } = await newTenant();
  for (let round = 0; round < rounds; round++) expect((await raceRound({ api, simulator }, 15, 1)).approved).toBe(1);
});
