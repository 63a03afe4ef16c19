import { randomInt } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { apiWith } from "../support/api.ts";
import { connectTo, eventually, newNumber } from "../support/hub/hub-connection.ts";
import { mortalHubWaits } from "../support/hub/short-waits.ts";
import { expectNoneLostOrDoubled, sendThroughKills, startMortalHub } from "./kill-hub.ts";

const mortal = await startMortalHub(mortalHubWaits);
afterAll(() => mortal.close());

const recipients = 2_000;
const kills = 6;

test("createBatch with --data loses and doubles none of 2,000 recipients through six kills of the hub (invariants 2, 39)", async () => {
  const moments = Array.from({ length: kills - 1 }, () => randomInt(recipients - 100)).sort((a, b) => a - b);
  const killsAt = [0, ...moments];
  const ended = await sendThroughKills(mortal, {
    ...{ recipients, killsAt, messagesPerSecond: 100 },
    timeoutMs: 400_000,
  });
  console.log(`killed at ${killsAt}: ${JSON.stringify(ended)}`);
  expectNoneLostOrDoubled(ended, { recipients, killsAt });
  expect(ended.twice).toEqual([]);
});

test("sendMessage with sendAt and --data sends at its time although the hub stopped and started meanwhile (invariant 39)", async () => {
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
  // If only the sweeper found the message, it would be sent minutes later.
  expect(sentAt).toBeLessThan(Math.max(Date.parse(sendAt), startedAt) + 10_000);
}, 120_000);
