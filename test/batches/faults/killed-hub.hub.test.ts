import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, test } from "vitest";
import { mortalHubWaits } from "../../support/hub/short-waits.ts";
import { expectNobodyHarmed, type MortalHub, sendThroughKills, startMortalHub } from "./kill-hub.ts";

/** test/load kills a hub six times, at every stage of a batch of 2,000, and stops one that has a scheduled message. */
const recipients = 100;
let mortal: MortalHub;
beforeAll(async () => {
  mortal = await startMortalHub(mortalHubWaits);
}, 120_000);
afterAll(() => mortal.close());

describe("a hub with a data folder (invariant 39)", () => {
  test("that is killed in the middle of a batch goes on with it: nobody is lost, and nobody gets two messages", async () => {
    const killsAt = [randomInt(5, 60)];
    const ended = await sendThroughKills(mortal, {
      ...{ recipients, killsAt, messagesPerSecond: 30 },
      timeoutMs: 90_000,
    });
    expectNobodyHarmed(ended, { recipients, killsAt });
  }, 240_000);
});
