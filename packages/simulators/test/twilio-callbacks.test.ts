import { createServer } from "node:net";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { twilioSignature } from "../src/twilio/webhooks/signature.ts";
import { type HubStandIn, startHubStandIn } from "./hub-stand-in.ts";
import { from, newRecipient, officialClient, service } from "./official-client.ts";

const publicHost = "https://hooks.example.com";
const { authToken } = demoAccount;
const log: string[] = [];
const failing = new Map<string, number>();

let hub: HubStandIn;
let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  hub = await startHubStandIn((path) => failing.get(path) ?? 200);
  simulator = await startTwilioSimulator({
    ...{ statusDelayMs: 10, keepsWindow: false },
    log: (line) => log.push(line),
    resolveCallback: (url) => (url.origin === publicHost ? hub.url + url.pathname + url.search : undefined),
  });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(async () => {
  await simulator.close();
  await hub.close();
});

const statusesAt = (webhooks: HubStandIn["received"]) => webhooks.map(({ params }) => params.MessageStatus);

test("Twilio simulator signature equals Twilio's published example", () => {
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const params = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+14158675309",
    Digits: "1234",
    From: "+14158675309",
    To: "+18005551212",
  };
  expect(twilioSignature("12345", url, params)).toBe("RSOYDt4T1cUTdK1PDd93/VVr8B8=");
});

describe("Twilio simulator status callbacks", () => {
  test("report sent, then delivered, signed over the public URL, and not the first state", async () => {
    const to = newRecipient();
    const statusCallback = `${publicHost}/status?tenant=1`;
    const message = await client.messages.create({ to, from, body: "Hello", statusCallback });
    const calls = await hub.calls("/status", 2);
    expect(statusesAt(calls)).toEqual(["sent", "delivered"]);
    for (const { headers, params } of calls) {
      const signature = String(headers["x-twilio-signature"]);
      expect(validateRequest(authToken, signature, statusCallback, params)).toBe(true);
      expect(validateRequest(authToken, signature, `${hub.url}/status?tenant=1`, params)).toBe(false);
      expect(headers).toMatchObject({ host: "hooks.example.com", "user-agent": "TwilioProxy/1.1" });
      expect(headers["i-twilio-idempotency-token"]).toBeTruthy();
    }
    expect(calls[1]?.params).toEqual({
      AccountSid: demoAccount.accountSid,
      ApiVersion: "2010-04-01",
      From: from,
      MessageSid: message.sid,
      MessageStatus: "delivered",
      RawDlrDoneDate: expect.stringMatching(/^\d{10}$/),
      SmsSid: message.sid,
      SmsStatus: "delivered",
      To: to,
    });
    const [accepted] = await control.accepted({ to });
    expect(accepted?.callbacks).toMatchObject([
      { status: "sent", answer: { attempts: 1, status: 200 } },
      { status: "delivered", answer: { status: 200, body: "<Response></Response>" } },
    ]);
  });

  test("start with queued when a messaging service sends", async () => {
    const statusCallback = `${publicHost}/service`;
    const order = { to: newRecipient(), messagingServiceSid: service, body: "Hello", statusCallback };
    await client.messages.create(order);
    const calls = await hub.calls("/service", 3);
    expect(statusesAt(calls)).toEqual(["queued", "sent", "delivered"]);
    expect(calls[0]?.params.MessagingServiceSid).toBe(service);
  });

  test("report a cancellation, and WhatsApp's additional fields", async () => {
    const sendAt = new Date(Date.now() + 3_600_000);
    const message = await client.messages.create({
      to: newRecipient(),
      messagingServiceSid: service,
      body: "Later",
      scheduleType: "fixed",
      sendAt,
      statusCallback: `${publicHost}/canceled`,
    });
    await client.messages(message.sid).update({ status: "canceled" });
    expect(statusesAt(await hub.calls("/canceled", 1))).toEqual(["canceled"]);

    const to = `whatsapp:${newRecipient()}`;
    const statusCallback = `${publicHost}/whatsapp`;
    const sent = await client.messages.create({ to, from: `whatsapp:${from}`, body: "Hello", statusCallback });
    await hub.calls("/whatsapp", 2);
    await control.sendCallbacks(sent.sid, { statuses: ["read"] });
    const read = (await hub.calls("/whatsapp", 3)).at(-1);
    expect(read?.params).toMatchObject({ MessageStatus: "read", EventType: "READ", ChannelPrefix: "whatsapp" });
  });

  test("can be sent by hand in any order, and record the hub's answers", async () => {
    failing.set("/by-hand", 503);
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "no-callbacks" });
    const statusCallback = `${publicHost}/by-hand`;
    const message = await client.messages.create({ to, from, body: "Hello", statusCallback });
    const sent = await control.sendCallbacks(message.sid, { statuses: ["undelivered", "sent"], errorCode: 30005 });
    expect(sent).toMatchObject([{ answer: { attempts: 1, status: 503 } }, { answer: { status: 503 } }]);
    const calls = await hub.calls("/by-hand", 2);
    expect(statusesAt(calls)).toEqual(["undelivered", "sent"]);
    expect(calls[0]?.params).toMatchObject({ ErrorCode: "30005", ErrorMessage: "Unknown destination handset" });
    expect(calls[1]?.params.ErrorCode).toBeUndefined();
    expect(await client.messages(message.sid).fetch()).toMatchObject({ status: "undelivered", errorCode: 30005 });
  });

  test("never leave this machine", async () => {
    const to = newRecipient();
    await client.messages.create({ to, from, body: "Hello", statusCallback: "http://192.0.2.1/status" });
    await expect.poll(async () => (await control.accepted({ to }))[0]?.callbacks.length, { interval: 5 }).toBe(2);
    const [accepted] = await control.accepted({ to });
    expect(accepted?.callbacks[0]?.answer).toMatchObject({ attempts: 0, error: expect.stringContaining("refused") });
    expect(log).toContain("refused to call a webhook: 192.0.2.1 is not a loopback address");
  });

  test("try twice if nothing listens, and more often or after a 503 if the URL's fragment asks for it", async () => {
    const closed = await closedPort();
    const to = newRecipient();
    await control.fault({ match: { to }, kind: "fail-delivery", status: "failed" });
    await client.messages.create({ to, from, body: "Hello", statusCallback: `http://127.0.0.1:${closed}/` });
    await expect.poll(async () => (await control.accepted({ to }))[0]?.callbacks.length, { interval: 5 }).toBe(1);
    expect((await control.accepted({ to }))[0]?.callbacks[0]?.answer).toMatchObject({
      attempts: 2,
      error: "connect: ECONNREFUSED",
    });

    failing.set("/stubborn", 503);
    const second = newRecipient();
    await control.fault({ match: { to: second }, kind: "fail-delivery", status: "failed" });
    const statusCallback = `${publicHost}/stubborn#rc=3&rp=5xx`;
    await client.messages.create({ to: second, from, body: "Hello", statusCallback });
    const calls = await hub.calls("/stubborn", 4);
    expect(new Set(calls.map(({ headers }) => headers["i-twilio-idempotency-token"])).size).toBe(1);
    expect(
      validateRequest(
        authToken,
        String(calls[0]?.headers["x-twilio-signature"]),
        `${publicHost}/stubborn`,
        calls[0]?.params ?? {},
      ),
    ).toBe(true);
  });
});

function closedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
