import { describe, expect } from "vitest";
import { defaultConfig, eventually, newRecipient, postForm, simulator, tenant, testWith } from "./support/hub.ts";

const inbox = async (from: string) =>
  (await tenant.get(`/v1/messages?direction=inbound&from=${encodeURIComponent(from)}`)).body.items;

/** Sends a message from a person to the tenant's number. */
const receive = async (from: string, body: string, more: object = {}) => {
  const { fromNumbers } = await defaultConfig();
  return simulator.inbound({ from, to: fromNumbers[0] ?? "", body, ...more });
};

describe("inbound-message", () => {
  testWith("simulator")("answers with empty TwiML, and stores a repeated message once", async () => {
    const from = newRecipient();
    const { answer, messageSid } = await receive(from, "Hi! ✓");
    expect(answer).toMatchObject({ status: 200, attempts: 1 });
    expect(JSON.stringify(answer)).toContain("<Response></Response>");
    const listed = await eventually(
      () => inbox(from),
      ({ length }) => length > 0,
    );
    expect(listed).toEqual([
      expect.objectContaining({
        direction: "inbound",
        status: "received",
        from,
        body: "Hi! ✓",
        providerMessageId: messageSid,
      }),
    ]);
    await receive(from, "Hi! ✓", { messageSid });
    expect(await inbox(from)).toEqual(listed);
  });

  testWith("simulator")("suppresses messages after STOP, until START", async () => {
    const from = newRecipient();
    await receive(from, "STOP");
    const refused = await tenant.post("/v1/messages", { to: from, body: "anybody there?" });
    expect(refused).toMatchObject({
      status: 201,
      body: { status: "suppressed", isFinal: true, error: { code: "recipient_opted_out" } },
    });
    expect(await simulator.accepted({ to: from })).toEqual([]);
    await receive(from, "START");
    const sent = await tenant.post("/v1/messages", { to: from, body: "welcome back" });
    expect(["accepted", "sent", "delivered"]).toContain(sent.body.status);
  });
});

describe("inbound-message and message-status", () => {
  const form = { AccountSid: `AC${"0".repeat(32)}`, MessageSid: `SM${"1".repeat(32)}`, Body: "STOP" };

  testWith()("refuse an unsigned webhook, and write nothing", async () => {
    const { fromNumbers, webhookUrls } = await defaultConfig();
    const from = newRecipient() || "+14155550123";
    const forged = { ...form, From: from, To: fromNumbers[0] ?? "" };
    for (const headers of [
      {},
      { "x-twilio-signature": "" },
      { "x-twilio-signature": Buffer.alloc(20).toString("base64") },
    ]) {
      expect((await postForm(webhookUrls.inbound, forged, headers as Record<string, string>)).status).toBe(403);
    }
    const status = { ...form, MessageStatus: "delivered" };
    const callback = `${webhookUrls.status}/ten_somebody/msg_something`;
    expect((await postForm(callback, status, { "x-twilio-signature": "forged" })).status).toBe(403);
    expect(await inbox(from)).toEqual([]);
  });

  testWith()("answer 404 for an unknown webhook id", async () => {
    const { webhookUrls } = await defaultConfig();
    const unknown = webhookUrls.inbound.replace(/[^/]+$/, "A".repeat(22));
    expect((await postForm(unknown, form, { "x-twilio-signature": "forged" })).status).toBe(404);
  });
});
