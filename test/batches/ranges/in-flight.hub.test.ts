import { expect, test } from "vitest";
import { eventually, newTenant, simulator } from "../../support/hub/hub.ts";
import { createBatch, randomSeed } from "../batch-client.ts";
import { numbersFrom } from "../numbers.ts";

const openMilliseconds = 2_500;

test("run-batch-ranges has at most fifty sends open per visit", async () => {
  const tenant = await newTenant();
  const { accountSid } = tenant.twilio;
  // The simulator keeps each request open for this long.
  await simulator.fault({ match: { accountSid }, kind: "slow", delayMs: openMilliseconds, times: 0 });
  await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 100), body: "Hello" });
  const sends = await eventually(
    () => simulator.requests({ operation: "messages.create", path: accountSid }),
    ({ length }) => length > 50,
    40_000,
  );
  const arrivals = sends.map(({ at }) => Date.parse(at));
  const openAt = (moment: number) => arrivals.filter((at) => at <= moment && moment < at + openMilliseconds).length;
  const most = Math.max(...arrivals.map(openAt));
  expect(most).toBeLessThanOrEqual(50);
  expect(arrivals.length).toBeGreaterThan(50);
  // With fewer the machine is too slow for this test to prove anything.
  expect(most).toBeGreaterThan(25);
});
