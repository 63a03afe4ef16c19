import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, newTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const get = async (id: string) => (await tenant.api.get(`/v1/messages/${id}`)).body;
const act = (id: string, action: string, body?: unknown, headers?: Record<string, string>) =>
  tenant.api.post(`/v1/messages/${id}/${action}`, body, headers);
const deliveredMessage = async (to = newNumber()) => {
  const { body } = await tenant.api.post("/v1/messages", { to, body: "secret words" });
  return eventually(
    () => get(body.id),
    (message) => message.isFinal,
  );
};

describe("refreshMessage", () => {
  test("asks the provider for the status at once", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    await eventually(
      () => simulator.accepted({ to }),
      ([one]) => one?.status === "delivered",
    );
    const refreshed = await act(body.id, "refresh");
    expect(refreshed).toMatchObject({ status: 200, body: { status: "delivered", isFinal: true } });
  });

  test("answers 503 and changes nothing when the provider is down", async () => {
    const { id, providerMessageId } = await deliveredMessage();
    await simulator.fault({
      match: { operation: "messages.fetch", accountSid: tenant.twilio.accountSid },
      kind: "error-before",
    });
    expect(await act(id, "refresh")).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    expect(await get(id)).toMatchObject({ status: "delivered", providerMessageId });
  });
});

describe("resendMessage", () => {
  test("makes a new message that names the first", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 400, code: 21614, message: "no" });
    const failed = (await tenant.api.post("/v1/messages", { to, body: "again" })).body;
    const again = await act(failed.id, "resend");
    expect(again).toMatchObject({ status: 201, body: { resendOf: failed.id, to, body: "again" } });
    expect(again.body.id).not.toBe(failed.id);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("sends once for two requests with one idempotency key", async () => {
    const { id, to } = await deliveredMessage();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const first = await act(id, "resend", {}, headers);
    const second = await act(id, "resend", {}, headers);
    expect(second.body.id).toBe(first.body.id);
    expect(await simulator.accepted({ to })).toHaveLength(2);
  });

  test("requires the caller's confirmation for an unknown message (invariant 1)", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "error-before" });
    const { id } = (await tenant.api.post("/v1/messages", { to, body: "x" })).body;
    expect(await act(id, "resend")).toMatchObject({ status: 409, body: { code: "conflict" } });
    expect(await act(id, "resend", { acceptDuplicateRisk: true })).toMatchObject({ status: 201 });
  });

  test("refuses an inbound message and a message that is still under way", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const { id } = (await tenant.api.post("/v1/messages", { to, body: "x" })).body;
    expect(await act(id, "resend")).toMatchObject({ status: 409 });
    const { messageSid } = await simulator.inbound({ from: to, to: tenant.twilio.number, body: "hi" });
    const inbound = (await tenant.api.get(`/v1/messages?providerMessageId=${messageSid}`)).body.items[0];
    expect(await act(inbound.id, "resend")).toMatchObject({ status: 409 });
  });
});

describe("redactMessage", () => {
  test("blanks the body here and at the provider, and keeps the rest", async () => {
    const message = await deliveredMessage();
    const redacted = await act(message.id, "redact");
    expect(redacted.body).toEqual({ ...message, body: null, updatedAt: expect.any(String) });
    expect((await simulator.accepted({ to: message.to }))[0]?.body).toBe("");
    expect(await act(message.id, "resend")).toMatchObject({ status: 409 });
    expect(await act(message.id, "redact")).toMatchObject({ status: 200 });
  });

  test("keeps the body when the provider's redaction fails", async () => {
    const message = await deliveredMessage();
    await simulator.fault({
      match: { operation: "messages.update", accountSid: tenant.twilio.accountSid },
      kind: "error-before",
    });
    expect(await act(message.id, "redact")).toMatchObject({ status: 503 });
    expect((await get(message.id)).body).toBe("secret words");
  });
});

describe("deleteMessage", () => {
  test("removes the message from every answer", async () => {
    const { id, to, providerMessageId } = await deliveredMessage();
    expect((await tenant.api.del(`/v1/messages/${id}`)).status).toBe(204);
    expect((await tenant.api.get(`/v1/messages/${id}`)).status).toBe(404);
    expect((await tenant.api.del(`/v1/messages/${id}`)).status).toBe(404);
    for (const query of [`to=${to.slice(1)}`, `providerMessageId=${providerMessageId}`, "limit=200"]) {
      const { body } = await tenant.api.get(`/v1/messages?${query}`);
      expect(body.items.map((item: { id: string }) => item.id)).not.toContain(id);
    }
  });

  test("keeps the message deleted when a late callback arrives", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const { id, providerMessageId } = (await tenant.api.post("/v1/messages", { to, body: "x" })).body;
    await tenant.api.del(`/v1/messages/${id}`);
    await simulator.sendCallbacks(providerMessageId, { statuses: ["delivered"] });
    expect((await tenant.api.get(`/v1/messages/${id}`)).status).toBe(404);
  });
});
