import { beforeAll, describe, expect, test } from "vitest";
import { eventually, invoke, newNumber, newTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const get = async (id: string) => (await tenant.api.get(`/v1/messages/${id}?view=full`)).body;

describe("sendMessage with sendAt", () => {
  test("holds the message and sends it at its second", async () => {
    const to = newNumber();
    const sendAt = inSeconds(3);
    const { status, body } = await tenant.api.post("/v1/messages", { to, body: "later", sendAt });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "scheduled", sendAt, isFinal: false });
    expect(await simulator.requests({ to })).toEqual([]);
    const delivered = await eventually(
      () => get(body.id),
      (one) => one.isFinal,
      15_000,
    );
    expect(delivered.status).toBe("delivered");
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    const lateness = Date.parse(request?.at ?? "") - Date.parse(sendAt);
    expect(lateness).toBeGreaterThanOrEqual(-1_000);
    expect(lateness).toBeLessThan(5_000);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("queues a far message in the last 150 s before it is due, and sends duplicates of its task once", async () => {
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "tomorrow", sendAt: inSeconds(86_400) });
    await Promise.all([invoke("sweep-messages"), invoke("sweep-messages")]);
    expect((await get(body.id)).status).toBe("scheduled");
    expect(await simulator.requests({ to })).toEqual([]);
  });

  test("never sends a message that cancelMessage canceled", async () => {
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "never", sendAt: inSeconds(3) });
    const canceled = await tenant.api.post(`/v1/messages/${body.id}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { status: "canceled", isFinal: true } });
    expect(await tenant.api.post(`/v1/messages/${body.id}/cancel`)).toMatchObject({ status: 200 });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await simulator.requests({ to })).toEqual([]);
    expect((await get(body.id)).status).toBe("canceled");
  });

  test("respects a STOP that arrives after scheduling (invariant 7)", async () => {
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "too late", sendAt: inSeconds(3) });
    await simulator.inbound({ from: to, to: tenant.twilio.number, body: "STOP" });
    const message = await eventually(
      () => get(body.id),
      (one) => one.isFinal,
      15_000,
    );
    expect(message.status).toBe("suppressed");
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("makes one message for one idempotency key", async () => {
    const to = newNumber();
    const request = { to, body: "once", sendAt: inSeconds(2) };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => tenant.api.post("/v1/messages", request, headers)),
    );
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await eventually(
      () => get(answers[0]?.body.id),
      (one) => one.isFinal,
      15_000,
    );
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("answers a replay even when the number's limit is used up (invariants 6 and 20)", async () => {
    const to = newNumber();
    const request = { to, body: "kept", sendAt: inSeconds(86_400) };
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await tenant.api.post("/v1/messages", request, headers);
    const others = await Promise.all(
      Array.from({ length: 15 }, (_, n) => tenant.api.post("/v1/messages", { ...request, body: `m${n}` })),
    );
    expect(others.map(({ status }) => status)).toContain(429);
    const again = await tenant.api.post("/v1/messages", request, headers);
    expect({ status: again.status, id: again.body.id }).toEqual({ status: 201, id: first.body.id });
    const kept = (await tenant.api.get(`/v1/messages?to=${to.slice(1)}&limit=200`)).body.items;
    expect(kept).toHaveLength(1 + others.filter(({ status }) => status === 201).length);
  });

  test.each([
    ["in the past", -60],
    ["more than 35 days ahead", 36 * 86_400],
  ])("refuses a sendAt that is %s", async (_name, seconds) => {
    const answer = await tenant.api.post("/v1/messages", { to: newNumber(), body: "x", sendAt: inSeconds(seconds) });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path: "sendAt" }] } });
  });
});

test("cancelMessage refuses a message that was handed to the provider", async () => {
  const to = newNumber();
  await simulator.fault({ match: { to }, kind: "no-callbacks" });
  const { body } = await tenant.api.post("/v1/messages", { to, body: "gone" });
  expect(await tenant.api.post(`/v1/messages/${body.id}/cancel`)).toMatchObject({
    status: 409,
    body: { code: "not_cancelable" },
  });
});
