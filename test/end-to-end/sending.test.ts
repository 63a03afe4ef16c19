import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  defaultConfig,
  eventually,
  hasSimulator,
  newRecipient,
  secondTenant,
  settled,
  simulator,
  tenant,
  testWith,
} from "./support/hub.ts";

describe("sendMessage", () => {
  testWith("recipient")(
    "hands the message to Twilio, whose status callbacks report its delivery",
    async () => {
      const to = newRecipient();
      const sent = await tenant.post("/v1/messages", { to, body: "PhoneHub end to end: hello" });
      expect(sent.status).toBe(201);
      expect(sent.body).toMatchObject({ direction: "outbound", channel: "sms", to, provider: "twilio", isTest: false });
      expect(["accepted", "sent", "delivered"]).toContain(sent.body.status);
      const delivered = await settled(sent.body.id, 60_000);
      expect(delivered).toMatchObject({ status: "delivered", isFinal: true, error: null });
      expect(delivered.events.map(({ status }: { status: string }) => status)).toEqual(
        expect.arrayContaining(["sending", "accepted", "delivered"]),
      );
      if (hasSimulator) expect(await simulator.accepted({ to })).toHaveLength(1);
    },
    70_000,
  );

  testWith("simulator")("gives Twilio a callback URL for the message; no callback moves the status back", async () => {
    const to = newRecipient();
    const { webhookUrls } = await defaultConfig();
    const { body } = await tenant.post("/v1/messages", { to, body: "callbacks" });
    await settled(body.id);
    const callbacksOf = async () => (await simulator.accepted({ to })).flatMap(({ callbacks }) => callbacks);
    const callbacks = await eventually(callbacksOf, (list) => list.some(({ status }) => status === "delivered"));
    expect(callbacks.map(({ status }) => status)).toEqual(["sent", "delivered"]);
    for (const { url, answer } of callbacks) {
      expect(url.startsWith(webhookUrls.status)).toBe(true);
      expect(url).toContain(body.id);
      expect(answer).toMatchObject({ attempts: 1, status: 204 });
    }
    const before = await settled(body.id);
    const [accepted] = await simulator.accepted({ to });
    const replayed = await simulator.sendCallbacks(accepted?.sid ?? "", { statuses: ["delivered", "sent"] });
    expect(replayed.map(({ answer }) => answer)).toEqual(replayed.map(() => expect.objectContaining({ status: 204 })));
    expect(await settled(body.id)).toEqual(before);
  });

  testWith("simulator")("sends once for two equal requests with one idempotency key", async () => {
    const request = { to: newRecipient(), body: "once" };
    const headers = { "idempotency-key": randomUUID() };
    const first = await tenant.post("/v1/messages", request, headers);
    const second = await tenant.post("/v1/messages", request, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers["idempotent-replayed"]).toBe("true");
    const other = await tenant.post("/v1/messages", { ...request, body: "twice" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(await simulator.accepted({ to: request.to })).toHaveLength(1);
  });

  testWith("simulator")("reports a refusal with our code and Twilio's", async () => {
    const to = newRecipient();
    await simulator.fault({ match: { to }, kind: "reject", code: 21408, message: "Permission to send is missing" });
    const { status, body } = await tenant.post("/v1/messages", { to, body: "refused" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "failed", error: { code: "country_not_permitted", providerCode: "21408" } });
  });
});

describe("sendMessage with bad input answers 4xx, stores nothing and sends nothing", () => {
  const to = newRecipient() || "+14155550123";
  const cases: [string, unknown, number, string][] = [
    ["an empty body", { to, body: "" }, 400, "invalid_request"],
    ["1,601 characters", { to, body: "x".repeat(1601) }, 400, "invalid_request"],
    ["a lone surrogate", `{"to":"${to}","body":"\\ud800"}`, 400, "invalid_request"],
    ["NUL", { to, body: "a\0b" }, 400, "invalid_request"],
    ["a wrong type", { to, body: 7 }, 400, "invalid_request"],
    ["an unknown field", { to, body: "hi", bdoy: "hi" }, 400, "invalid_request"],
    ["__proto__", `{"to":"${to}","body":"hi","__proto__":{"x":1}}`, 400, "invalid_request"],
    ["no JSON", "{", 400, "invalid_request"],
    ["nothing", undefined, 400, "invalid_request"],
    ["a garbage number", { to: "not a number", body: "hi" }, 400, "invalid_number"],
    ["a 2 MB body", { to, body: "x".repeat(2_000_000) }, 413, "too_large"],
    ["an unknown configuration", { to, body: "hi", providerConfigId: "cfg_nobody" }, 404, "not_found"],
  ];
  test.each(cases)("refuses %s", async (_name, body, status, code) => {
    const answer = await tenant.post("/v1/messages", body);
    expect(answer).toMatchObject({ status, body: { status, code, requestId: expect.any(String) } });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  testWith("simulator")("leaves nothing stored or sent", async () => {
    expect((await tenant.get(`/v1/messages?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    expect(await simulator.requests({ to })).toEqual([]);
  });
});

describe("resendMessage, redactMessage and deleteMessage", () => {
  testWith("simulator")("send a message again, redact it here and at Twilio, and delete it", async () => {
    const to = newRecipient();
    const { body: first } = await tenant.post("/v1/messages", { to, body: "a secret" });
    await settled(first.id);

    const again = await tenant.post(`/v1/messages/${first.id}/resend`, {});
    expect(again).toMatchObject({ status: 201, body: { resendOf: first.id, body: "a secret", to } });
    await settled(again.body.id);
    expect(await simulator.accepted({ to })).toHaveLength(2);

    const redacted = await tenant.post(`/v1/messages/${first.id}/redact`);
    expect(redacted).toMatchObject({ status: 200, body: { id: first.id, body: null } });
    const bodies = (await simulator.accepted({ to })).map(({ body }) => body);
    expect(bodies.sort()).toEqual(["", "a secret"]);

    expect((await tenant.del(`/v1/messages/${first.id}`)).status).toBe(204);
    expect((await tenant.get(`/v1/messages/${first.id}`)).status).toBe(404);
  });

  testWith("simulator", "secondTenant")("answer 404 to another tenant", async () => {
    const { body } = await tenant.post("/v1/messages", { to: newRecipient(), body: "mine" });
    const path = `/v1/messages/${body.id}`;
    for (const answer of [
      await secondTenant.get(path),
      await secondTenant.post(`${path}/resend`, {}),
      await secondTenant.post(`${path}/redact`),
      await secondTenant.post(`${path}/refresh`),
      await secondTenant.del(path),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect((await settled(body.id)).body).toBe("mine");
  });
});
