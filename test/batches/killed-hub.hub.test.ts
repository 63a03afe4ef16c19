import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiWith } from "../support/api.ts";
import { connectTo, eventually, newNumber } from "../support/hub-connection.ts";
import { mortalHubWaits } from "../support/short-waits.ts";
import { expectNobodyHarmed, type MortalHub, sendThroughKills, startMortalHub } from "./kill-hub.ts";

/** test/load kills a hub six times, at every stage of a batch of 2,000. */
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

  test("that is stopped sends a scheduled message at its time after the next start", async () => {
    const tenant = await connectTo(mortal.now().running).newTenant();
    const to = newNumber();
    const sendAt = new Date(Date.now() + 8_000).toISOString();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "later", sendAt });
    await mortal.stopAndStart();
    const startedAt = Date.now();
    const api = apiWith(mortal.now().running.apiUrl, tenant.apiKey);
    const delivered = await eventually(
      async () => (await api.get(`/v1/messages/${body.id}`)).body,
      ({ status }) => status === "delivered",
      60_000,
    );
    expect(delivered.status).toBe("delivered");
    const [request, ...others] = await mortal.simulator.requests({ to, operation: "messages.create" });
    expect(others).toEqual([]);
    const sentAt = Date.parse(request?.at ?? "");
    expect(sentAt).toBeGreaterThanOrEqual(Date.parse(sendAt) - 1_000);
    // Minutes later at best, were it the sweeper that finds it.
    expect(sentAt).toBeLessThan(Math.max(Date.parse(sendAt), startedAt) + 10_000);
  }, 120_000);
});
