import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../../support/channels.ts";
import {
  eventually,
  invoke,
  newNumber,
  newTenant,
  newTwilioAccount,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../../support/hub/hub.ts";
import { shortFunctionWaits } from "../../support/hub/short-waits.ts";
import { makeDue } from "../waiting/make-due.ts";

let tenant: TestTenant;

beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
  const { accountSid, authToken, number, numberSid } = tenant.twilio;
  await simulator.addAccount({
    accountSid,
    authToken,
    phoneNumbers: [{ sid: numberSid, phoneNumber: number }],
    whatsappSenders: [number],
  });
  await tenant.api.post(`/v1/provider-configs/${tenant.config.id}/phone-numbers/${numberSid}/connect`, {
    replace: true,
  });
});

const send = (message: object) => tenant.api.post("/v1/messages", { channel: "whatsapp", ...message });
const get = async (id: string) => (await tenant.api.get(`/v1/messages/${id}`)).body;

describe("sendMessage on WhatsApp", () => {
  test("sends from the WhatsApp number, addressed as Twilio requires", async () => {
    const to = newNumber();
    const { status, body } = await send({ to, body: "hello" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ channel: "whatsapp", to, from: tenant.twilio.number });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ To: `whatsapp:${to}`, From: `whatsapp:${tenant.twilio.number}` });
    const delivered = await eventually(
      () => get(body.id),
      (one) => one.status === "delivered",
    );
    // A delivered message may still become read.
    expect(delivered).toMatchObject({ status: "delivered", isFinal: false });
    await simulator.sendCallbacks(delivered.providerMessageId, { statuses: ["read"] });
    expect(await get(body.id)).toMatchObject({ status: "read", isFinal: true });
  });

  test("shows no error once an undelivered message is read (invariant 34)", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "fail-delivery", errorCode: 63024, status: "undelivered" });
    const { body } = await send({ to, body: "late" });
    const failed = await eventually(
      () => get(body.id),
      (one) => one.isFinal,
    );
    expect(failed).toMatchObject({ status: "undelivered", error: { code: "recipient_not_on_whatsapp" } });
    await simulator.sendCallbacks(failed.providerMessageId, { statuses: ["read"] });
    expect(await get(body.id)).toMatchObject({ status: "read", isFinal: true, error: null });
  });

  test("makes an unread message final 72 hours after its delivery, and still accepts read", async () => {
    const { body } = await send({ to: newNumber(), body: "unread" });
    const { providerMessageId } = await eventually(
      () => get(body.id),
      (one) => one.status === "delivered",
    );
    const Key = { pk: `${tenant.id}#${body.id}` };
    const row = async () =>
      (await tables.send(new GetCommand({ TableName: running.tables.messages, Key, ConsistentRead: true }))).Item;
    const deliveredBefore = (hours: number) =>
      tables.send(
        new UpdateCommand({
          TableName: running.tables.messages,
          Key,
          UpdateExpression: "SET deliveredAt = :at, checkAt = :past",
          ExpressionAttributeValues: {
            ":at": new Date(Date.now() - hours * 3_600_000).toISOString(),
            ":past": Date.now() - 1000,
          },
        }),
      );
    await deliveredBefore(71);
    await invoke("sweep-messages");
    expect(await get(body.id)).toMatchObject({ status: "delivered", isFinal: false });
    const inAnHour = Date.now() + 3_600_000;
    expect(Math.abs(Number((await row())?.checkAt) - inAnHour)).toBeLessThan(60_000);
    await deliveredBefore(72);
    // getMessage shows this at once. The sweeper then removes the message from its index.
    expect(await get(body.id)).toMatchObject({ status: "delivered", isFinal: true });
    await invoke("sweep-messages");
    const settled = await row();
    expect(settled).toMatchObject({ isFinal: true });
    expect(settled).not.toHaveProperty("openKey");
    await simulator.sendCallbacks(providerMessageId, { statuses: ["read"] });
    expect(await get(body.id)).toMatchObject({ status: "read", isFinal: true });
  });

  test("takes the channel from the address, and refuses one that contradicts it", async () => {
    const to = newNumber();
    const { status, body } = await tenant.api.post("/v1/messages", { to: `whatsapp:${to}`, body: "hello" });
    expect({ status, body }).toMatchObject({ status: 201, body: { channel: "whatsapp", to } });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ To: `whatsapp:${to}` });
    const preview = (message: object) => tenant.api.post("/v1/messages/preview", { body: "x", ...message });
    expect((await preview({ to: `WhatsApp: ${to}` })).body).toMatchObject({ channel: "whatsapp", to: { number: to } });
    expect((await preview({ to: `sms:${to}` })).body).toMatchObject({ channel: "sms", to: { number: to } });
    const wrong = { to: `whatsapp:${newNumber()}`, channel: "sms", body: "x" };
    expect((await preview(wrong)).body).toMatchObject({ wouldSend: false, blocked: [{ code: "invalid_request" }] });
    for (const message of [wrong, { ...wrong, to: `sms:${to}`, channel: "whatsapp" }, { ...wrong, to: `viber:${to}` }])
      expect(await tenant.api.post("/v1/messages", message)).toMatchObject({
        status: 400,
        body: { code: "invalid_request", errors: [{ path: "to" }] },
      });
    const from = `whatsapp:${tenant.twilio.number}`;
    expect(await tenant.api.post("/v1/messages", { to, from, channel: "sms", body: "x" })).toMatchObject({
      status: 400,
      body: { errors: [{ path: "from" }] },
    });
  });

  test("passes media on and never fetches them (invariant 18)", async () => {
    const to = newNumber();
    const mediaUrls = ["https://media.example.invalid/cat.png"];
    const { body } = await send({ to, mediaUrls });
    expect(body).toMatchObject({ body: null, media: [{ index: 0, url: mediaUrls[0] }] });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect([request?.params.MediaUrl].flat()).toEqual(mediaUrls);
  });

  test("sends a Content template", async () => {
    const to = newNumber();
    const contentSid = `HX${"c".repeat(32)}`;
    const { status } = await send({ to, contentSid, contentVariables: { 1: "Ana" } });
    expect(status).toBe(201);
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ ContentSid: contentSid, ContentVariables: '{"1":"Ana"}' });
    expect(request?.params.Body).toBeUndefined();
  });

  test("reports outside the 24-hour window that a template is needed", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "fail-delivery", errorCode: 63016, status: "failed" });
    const { body } = await send({ to, body: "hello" });
    const failed = await eventually(
      () => get(body.id),
      (one) => one.isFinal,
    );
    expect(failed).toMatchObject({ status: "failed", error: { code: "template_required", providerCode: "63016" } });
  });

  test("receives a reply as a WhatsApp message, and applies a STOP in it", async () => {
    const from = newNumber();
    await simulator.inbound({ from: `whatsapp:${from}`, to: `whatsapp:${tenant.twilio.number}`, body: "STOP" });
    const [message] = (await tenant.api.get(`/v1/messages?participant=${from.slice(1)}&channel=whatsapp`)).body.items;
    expect(message).toMatchObject({ direction: "inbound", channel: "whatsapp", from, to: tenant.twilio.number });
    expect((await send({ to: from, body: "hello" })).body.status).toBe("suppressed");
  });

  test("refuses a configuration without WhatsApp", async () => {
    const sms = await newTenant();
    const answer = await sms.api.post("/v1/messages", { to: newNumber(), body: "x", channel: "whatsapp" });
    expect(answer).toMatchObject({ status: 409, body: { code: "not_supported" } });
  });

  test.each([
    ["neither body nor content", {}],
    ["both", { body: "x", contentSid: `HX${"c".repeat(32)}` }],
    ["variables without a template", { body: "x", contentVariables: { 1: "a" } }],
    ["an invalid Content SID", { contentSid: "HX1" }],
  ])("refuses %s", async (_name, content) => {
    expect(await send({ to: newNumber(), ...content })).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
  });
});

/** An SMS sent without the hub. */
const sendByHand = async (to: string, body: string): Promise<void> => {
  const { accountSid, authToken, number } = tenant.twilio;
  const answer = await fetch(`${running.twilioUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    body: new URLSearchParams({ To: to, From: number, Body: body }),
  });
  expect(answer.status).toBe(201);
};

describe("sweep-messages for an unknown WhatsApp message (invariant 1)", () => {
  const contentSid = `HX${"d".repeat(32)}`;
  const lost = async (kind: "lost-response" | "error-before", message: object): Promise<{ id: string; to: string }> => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind });
    const { body } = await send({ to, ...message });
    expect(body.status).toBe("unknown");
    return { id: body.id, to };
  };

  test("finds it without callbacks, and does not take an equal SMS for it", async () => {
    const text = await lost("lost-response", { body: "to be adopted" });
    const content = await lost("lost-response", { contentSid, contentVariables: { 1: "Ana" } });
    const unsent = await lost("error-before", { body: "to be adopted" });
    for (const { to } of [text, unsent]) await sendByHand(to, "to be adopted");
    // A message that young may belong to another send that is still under way, so it is adopted only after some time.
    await new Promise((resolve) => setTimeout(resolve, shortFunctionWaits.adoption + 500));
    for (const { id } of [text, content, unsent]) await makeDue(tenant, id);
    await invoke("sweep-messages");
    for (const { id, to } of [text, content]) {
      const found = await get(id);
      expect(["accepted", "sent", "delivered"]).toContain(found.status);
      const sent = (await simulator.accepted({ to })).filter((message) => message.to.startsWith("whatsapp:"));
      expect(sent.map(({ sid }) => sid)).toEqual([found.providerMessageId]);
    }
    expect(await get(unsent.id)).toMatchObject({ status: "unknown", providerMessageId: null });
  });
});

describe("sendMessage on WhatsApp with a Messaging Service", () => {
  test("sends WhatsApp from the WhatsApp number and an SMS from the service", async () => {
    const both = await newTenant({}, ({ number, messagingServiceSid }) => ({
      ...whatsAppFrom(number),
      messagingServiceSid,
    }));
    const to = newNumber();
    const { number, messagingServiceSid } = both.twilio;
    const message = { to, body: "x", channel: "whatsapp" };
    expect((await both.api.post("/v1/messages/preview", message)).body).toMatchObject({ from: number });
    await both.api.post("/v1/messages", message);
    await both.api.post("/v1/messages", { to, body: "x" });
    const [whatsapp, sms] = (await simulator.requests({ to, operation: "messages.create" })).map(
      ({ params }) => params,
    );
    expect(whatsapp).toMatchObject({ From: `whatsapp:${number}`, To: `whatsapp:${to}` });
    expect(whatsapp?.MessagingServiceSid).toBeUndefined();
    expect(sms).toMatchObject({ MessagingServiceSid: messagingServiceSid, To: to });
    expect(sms?.From).toBeUndefined();
    const asked = { ...message, from: messagingServiceSid };
    expect((await both.api.post("/v1/messages/preview", asked)).body).toMatchObject({ from: messagingServiceSid });
  });

  test("sends WhatsApp from the service when no number is set", async () => {
    const service = await newTenant({}, ({ messagingServiceSid }) => ({
      channels: { whatsapp: { isEnabled: true } },
      messagingServiceSid,
    }));
    const to = newNumber();
    await service.api.post("/v1/messages", { to, body: "x", channel: "whatsapp" });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ MessagingServiceSid: service.twilio.messagingServiceSid });
  });
});

test("sendMessage on WhatsApp fails with the reason when the account has no WhatsApp sender", async () => {
  const { number } = await newTwilioAccount();
  const other = await newTenant({}, (twilio) => whatsAppFrom(twilio.number));
  const { accountSid, authToken } = other.twilio;
  // The account has lost its WhatsApp sender since.
  await simulator.addAccount({ accountSid, authToken });
  const { body } = await other.api.post("/v1/messages", { to: number, body: "x", channel: "whatsapp" });
  expect(body).toMatchObject({ status: "failed", error: { providerCode: "63007" } });
});
