import { afterAll, expect, test } from "vitest";
import { noProxy, startOwnHub } from "../support/hub/own-hub.ts";
import { isViolation, type RaceRound, raceRound, summaryOf } from "../verifications/checking/race.ts";

const own = await startOwnHub(noProxy);
afterAll(() => own.close());

/** `npm run proof:verification` runs 200 rounds. */
const rounds = 20;
const checksAtOnce = 500;

test("checkVerification compares at most 5 of 500 codes that come at once, and approves at most one, in 20 rounds (invariant 12)", async () => {
  const startedAt = Date.now();
  const held: RaceRound[] = [];
  for (let round = 0; round < rounds; round++)
    held.push(await raceRound({ api: own.tenant.api, simulator: own.simulator }, checksAtOnce));
  console.log(summaryOf(held, Date.now() - startedAt));
  expect(held.filter(isViolation)).toEqual([]);
  // Without these lines a hub that refuses every code would pass.
  expect(held.some(({ compared }) => compared > 1)).toBe(true);
  expect(held.some(({ approved }) => approved === 1)).toBe(true);
});
