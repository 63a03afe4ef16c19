import { expect, test } from "vitest";
import { newTenant, simulator } from "../support/hub.ts";
import { isViolation, type RaceRound, raceRound, summaryOf } from "./race.ts";

/** `npm run proof:verification` holds 200 rounds. */
const rounds = 20;
const checksAtOnce = 500;

test("of 500 checks of one verification at once at most 5 are compared and at most one approves (invariant 12)", async () => {
  const { api } = await newTenant();
  const startedAt = Date.now();
  const held: RaceRound[] = [];
  for (let round = 0; round < rounds; round++) held.push(await raceRound({ api, simulator }, checksAtOnce));
  console.log(summaryOf(held, Date.now() - startedAt));
  expect(held.filter(isViolation)).toEqual([]);
  // A hub that refuses everybody would pass too.
  expect(held.some(({ compared }) => compared > 1)).toBe(true);
  expect(held.some(({ approved }) => approved === 1)).toBe(true);
}, 600_000);
