import { randomInt } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { expectNobodyHarmed, sendThroughKills, startMortalHub } from "../batches/kill-hub.ts";
import { mortalHubWaits } from "../support/short-waits.ts";

const mortal = await startMortalHub(mortalHubWaits);
afterAll(() => mortal.close());

const recipients = 2_000;
const kills = 6;

test("a hub with a data folder that is killed six times in the middle of a batch of 2,000 loses nobody, and sends nobody two messages (invariants 2, 39)", async () => {
  const moments = Array.from({ length: kills - 1 }, () => randomInt(recipients - 100)).sort((a, b) => a - b);
  const killsAt = [0, ...moments];
  const ended = await sendThroughKills(mortal, {
    ...{ recipients, killsAt, messagesPerSecond: 100 },
    timeoutMs: 400_000,
  });
  console.log(`killed at ${killsAt}: ${JSON.stringify(ended)}`);
  expectNobodyHarmed(ended, { recipients, killsAt });
  expect(ended.twice).toEqual([]);
});
