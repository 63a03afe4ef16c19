import { expect, test } from "vitest";
import { eventually, newNumber, newTenant, simulator } from "../support/hub/hub.ts";
import { messageOf, resume, suspend } from "./held-work.ts";

test("inbound-message and message-status store a suspended tenant's messages, STOPs and statuses (invariant 21)", async () => {
  const tenant = await newTenant();
  const [writer, stopper, waiting] = [newNumber(), newNumber(), newNumber()];
  const late = await simulator.fault({ match: { to: waiting }, kind: "no-callbacks" });
  const sent = (await tenant.api.post("/v1/messages", { to: waiting, body: "Hello" })).body;
  await suspend(tenant);
  await eventually(
    () => tenant.api.get("/v1/messages?limit=1"),
    ({ status }) => status === 401,
  );
  await simulator.inbound({ from: writer, to: tenant.twilio.number, body: "Are you there?" });
  await simulator.inbound({ from: stopper, to: tenant.twilio.number, body: "STOP" });
  await simulator.clearFaults({ id: late.id });
  await simulator.sendCallbacks(sent.providerMessageId, { statuses: ["delivered"] });
  await resume(tenant);
  const received = await eventually(
    async () => (await tenant.api.get(`/v1/messages?from=${writer.slice(1)}`)).body.items,
    (items) => items.length > 0,
  );
  expect(received).toMatchObject([{ direction: "inbound", body: "Are you there?" }]);
  expect((await messageOf(tenant, sent.id)).status).toBe("delivered");
  // The function that sends may cache the suspension for a second. The STOP applies all the same.
  const answer = await eventually(
    () => tenant.api.post("/v1/messages", { to: stopper, body: "Hello" }),
    ({ body }) => body.status !== "queued",
  );
  expect(answer.body.status).toBe("suppressed");
});
