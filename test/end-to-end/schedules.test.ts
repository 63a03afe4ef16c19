import { describe, expect, test } from "vitest";
import { newRecipient, settled, simulator, tenant, testWith } from "./support/hub.ts";

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

describe.concurrent("sendMessage with sendAt", () => {
  testWith("simulator")("waits, and sends at the given time", async () => {
    const to = newRecipient();
    const sendAt = inSeconds(8);
    const { status, body } = await tenant.post("/v1/messages", { to, body: "later", sendAt });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "scheduled", sendAt, isFinal: false });
    expect(await settled(body.id)).toMatchObject({ status: "delivered" });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(Date.parse(request?.at ?? "")).toBeGreaterThanOrEqual(Date.parse(sendAt) - 1_000);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("sends nothing after cancelMessage", async () => {
    const to = newRecipient() || "+14155550123";
    const { body } = await tenant.post("/v1/messages", { to, body: "never", sendAt: inSeconds(3_600) });
    const canceled = await tenant.post(`/v1/messages/${body.id}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { status: "canceled", isFinal: true } });
    expect((await tenant.get(`/v1/messages/${body.id}`)).body.status).toBe("canceled");
  });

  test.each([
    ["in the past", -60],
    ["more than 35 days ahead", 36 * 86_400],
  ])("refuses %s", async (_name, seconds) => {
    const to = newRecipient() || "+14155550123";
    const answer = await tenant.post("/v1/messages", { to, body: "x", sendAt: inSeconds(seconds) });
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path: "sendAt" }] } });
  });
});
