import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { from, newRecipient, officialClient, service } from "./official-client.ts";

let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  simulator = await startTwilioSimulator({ statusDelayMs: 5 });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(() => simulator.close());

const delivered = async (sid: string) => {
  await expect.poll(async () => (await client.messages(sid).fetch()).status, { interval: 5 }).toBe("delivered");
};

describe("Twilio simulator message create", () => {
  test("queues without a price, then delivers with one", async () => {
    const to = newRecipient();
    const message = await client.messages.create({ to, from, body: "Hello" });
    expect(message).toMatchObject({ status: "queued", to, from, body: "Hello", numSegments: "1", numMedia: "0" });
    expect(message).toMatchObject({ price: null, dateSent: null, errorCode: null, direction: "outbound-api" });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    await delivered(message.sid);
    expect(await client.messages(message.sid).fetch()).toMatchObject({ price: "-0.0079" });
    expect(await control.accepted({ to })).toHaveLength(1);
  });

  test("accepts through a messaging service, and chooses the sender later", async () => {
    const message = await client.messages.create({ to: newRecipient(), messagingServiceSid: service, body: "Hello" });
    expect(message).toMatchObject({ status: "accepted", from: null, numSegments: "0", messagingServiceSid: service });
    await delivered(message.sid);
    expect(demoAccount.phoneNumbers).toContain((await client.messages(message.sid).fetch()).from);
  });

  test("makes an MM with one media resource for each of its media", async () => {
    const mediaUrl = ["https://example.com/a.png", "https://example.com/b.gif"];
    const message = await client.messages.create({ to: newRecipient(), from, mediaUrl });
    expect(message.sid).toMatch(/^MM/);
    const media = await client.messages(message.sid).media.list();
    expect(media.map((item) => item.contentType)).toEqual(["image/png", "image/gif"]);
  });

  test("sends WhatsApp from a WhatsApp sender to a WhatsApp number", async () => {
    const number = newRecipient();
    await client.messages.create({ to: `whatsapp:${number}`, from: `whatsapp:${from}`, body: "Hello" });
    expect(await control.accepted({ to: number })).toMatchObject([{ to: `whatsapp:${number}` }]);
    expect(await control.accepted({ to: `whatsapp:${number}` })).toHaveLength(1);
  });

  test("accepts a WhatsApp text outside the window and reports 63016 later; delivers templates, and texts within the window", async () => {
    const [stranger, templated, writer] = [newRecipient(), newRecipient(), newRecipient()];
    const send = (number: string, text: object = { body: "Hello" }) =>
      client.messages.create({ to: `whatsapp:${number}`, from: `whatsapp:${from}`, ...text });
    const kept = await send(stranger);
    expect(kept).toMatchObject({ status: "queued", errorCode: null });
    await expect
      .poll(async () => client.messages(kept.sid).fetch(), { interval: 5 })
      .toMatchObject({ status: "undelivered", errorCode: 63016 });
    await delivered((await send(templated, { contentSid: `HX${"c".repeat(32)}` })).sid);
    await control.inbound({ from: `whatsapp:${writer}`, to: `whatsapp:${from}`, body: "Hi" });
    await delivered((await send(writer)).sid);
    await control.inbound({ from: "whatsapp:+5215512345999", to: `whatsapp:${from}`, body: "Hola" });
    await delivered((await send("+525512345999")).sid);
    await control.inbound({ from: stranger, to: from, body: "an SMS opens no window" });
    const again = await send(stranger);
    await expect.poll(async () => (await client.messages(again.sid).fetch()).errorCode, { interval: 5 }).toBe(63016);
  });

  test("allows cancellation of a scheduled message, but not of a message in delivery", async () => {
    const sendAt = new Date(Date.now() + 3_600_000);
    const order = { to: newRecipient(), messagingServiceSid: service, body: "Later" };
    const message = await client.messages.create({ ...order, scheduleType: "fixed", sendAt });
    expect(message.status).toBe("scheduled");
    expect((await client.messages(message.sid).update({ status: "canceled" })).status).toBe("canceled");
    const sent = await client.messages.create({ to: newRecipient(), from, body: "Now" });
    await expect(client.messages(sent.sid).update({ status: "canceled" })).rejects.toMatchObject({ code: 30409 });
  });

  test.each([
    [21602, { body: undefined }],
    [21603, { from: undefined }],
    [21211, { to: "+1415555" }],
    [21211, { to: "hello" }],
    [21212, { from: "+1 415" }],
    [21606, { from: "+14155559999" }],
    [21609, { statusCallback: "not-a-url" }],
    [21609, { statusCallback: "https://my_host.example.com/" }],
    [21617, { body: "x".repeat(1601) }],
    [21620, { mediaUrl: ["nowhere"] }],
    [21623, { mediaUrl: Array.from({ length: 11 }, (_, n) => `https://example.com/${n}.png`) }],
    [21624, { validityPeriod: 36_001 }],
    [21654, { contentVariables: "{}" }],
    [21655, { contentSid: "HX1" }],
    [21705, { from: undefined, messagingServiceSid: `MG${"f".repeat(32)}` }],
    [21266, { to: from }],
    [21910, { from: `whatsapp:${demoAccount.phoneNumbers[0]}` }],
    [35111, { messagingServiceSid: service, scheduleType: "fixed" as const }],
    [35114, { messagingServiceSid: service, scheduleType: "fixed" as const, sendAt: new Date(Date.now() + 200_000) }],
    [35118, { scheduleType: "fixed" as const, sendAt: new Date(Date.now() + 3_600_000) }],
    [63003, { to: "whatsapp:+1" }],
    [63007, { to: "whatsapp:+14155550199", from: "whatsapp:+14155559999" }],
  ])("answers error %i for %o, and accepts nothing", async (code, change) => {
    const to = newRecipient();
    const order = { to, from, body: "Hello", ...change };
    await expect(client.messages.create(order)).rejects.toMatchObject({ status: 400, code });
    expect(await control.accepted({ to })).toEqual([]);
  });

  test("answers 21604 without a recipient, a request the SDK would not send", async () => {
    const auth = Buffer.from(`${demoAccount.accountSid}:${demoAccount.authToken}`).toString("base64");
    const response = await fetch(`${simulator.url}/2010-04-01/Accounts/${demoAccount.accountSid}/Messages.json`, {
      method: "POST",
      headers: { authorization: `Basic ${auth}` },
      body: new URLSearchParams({ From: from, Body: "Hello" }),
    });
    expect(await response.json()).toEqual({
      code: 21604,
      message: "A 'To' phone number is required.",
      more_info: "https://www.twilio.com/docs/errors/21604",
      status: 400,
    });
    expect(response.headers.get("twilio-request-id")).toMatch(/^RQ/);
    expect(response.headers.get("twilio-concurrent-requests")).toBe("1");
  });

  test("answers 21610 after STOP from that number, until START", async () => {
    const to = newRecipient();
    await control.inbound({ from: to, to: from, body: " stop " });
    await expect(client.messages.create({ to, from, body: "Hello" })).rejects.toMatchObject({ code: 21610 });
    await control.inbound({ from: to, to: from, body: "START" });
    await client.messages.create({ to, from, body: "Hello" });
  });

  test("does not answer 21610 after a STOP on WhatsApp, or to a number whose owner handles the keywords", async () => {
    const to = newRecipient();
    const [accountSid, authToken, number] = [`AC${"6".repeat(32)}`, "own-keywords", "+14155550166"];
    const phoneNumbers = [{ phoneNumber: number, handlesOptOuts: false }];
    await control.addAccount({ accountSid, authToken, phoneNumbers });
    await control.inbound({ from: to, to: number, body: "STOP" });
    await officialClient(simulator.url, accountSid, authToken, accountSid).messages.create({
      to,
      from: number,
      body: "Hi",
    });
    const whatsapp = { to: `whatsapp:${to}`, from: `whatsapp:${from}` };
    await control.inbound({ from: whatsapp.to, to: whatsapp.from, body: "STOP" });
    await client.messages.create({ ...whatsapp, body: "Hello" });
  });

  test("gives test credentials only the magic numbers, and delivers nothing", async () => {
    const [accountSid, authToken] = [`AC${"7".repeat(32)}`, "test-token"];
    await control.addAccount({ accountSid, authToken, isTest: true });
    const test = officialClient(simulator.url, accountSid, authToken, accountSid);
    const magic = (last: number) => `+1500555000${last}`;
    expect((await test.messages.create({ to: newRecipient(), from: magic(6), body: "Hello" })).sid).toMatch(/^SM/);
    const outcome = (to: string, sender: string) => test.messages.create({ to, from: sender, body: "Hello" });
    await expect(outcome(magic(4), magic(6))).rejects.toMatchObject({ code: 21610 });
    await expect(outcome(newRecipient(), magic(8))).rejects.toMatchObject({ code: 21611 });
    await expect(test.messages.list()).rejects.toMatchObject({ status: 403, code: 20008 });
    expect(await control.accepted({ accountSid })).toEqual([]);
  });
});

describe("Twilio simulator messages", () => {
  test("follow next_page_uri through every message once, newest first", async () => {
    const to = newRecipient();
    const bodies = Array.from({ length: 7 }, (_, n) => `message ${n}`);
    for (const body of bodies) await client.messages.create({ to, from, body });
    const listed = await client.messages.list({ to, pageSize: 3 });
    expect(listed.map((message) => message.body)).toEqual(bodies.toReversed());
    expect((await control.requests({ operation: "messages.list", to })).length).toBe(3);
  });

  test("keep their pages when a message arrives between two of them", async () => {
    const to = newRecipient();
    for (const body of ["1", "2", "3", "4"]) await client.messages.create({ to, from, body });
    const first = await client.messages.page({ to, pageSize: 2 });
    await client.messages.create({ to, from, body: "5" });
    const second = await first.nextPage();
    expect(second?.instances.map((message) => message.body)).toEqual(["2", "1"]);
  });

  test("filter by sender and by the day of sending", async () => {
    const to = newRecipient();
    const message = await client.messages.create({ to, from, body: "Hello" });
    await delivered(message.sid);
    const day = 86_400_000;
    const found = async (filter: object) => (await client.messages.list({ to, ...filter })).length;
    expect(await found({ from })).toBe(1);
    expect(await found({ from: "+14155559999" })).toBe(0);
    expect(await found({ dateSentAfter: new Date(Date.now() - day) })).toBe(1);
    expect(await found({ dateSentBefore: new Date(Date.now() - day) })).toBe(0);
    expect(await found({ dateSentAfter: new Date(Date.now() + day) })).toBe(0);
  });

  test("redact and delete a finished message, and answer 20009 for a message in delivery", async () => {
    const message = await client.messages.create({ to: newRecipient(), from, body: "Secret" });
    await delivered(message.sid);
    expect((await client.messages(message.sid).update({ body: "" })).body).toBe("");
    expect(await client.messages(message.sid).remove()).toBe(true);
    await expect(client.messages(message.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });

    const order = { to: newRecipient(), messagingServiceSid: service, body: "Later" };
    const sendAt = new Date(Date.now() + 3_600_000);
    const underWay = await client.messages.create({ ...order, scheduleType: "fixed", sendAt });
    await expect(client.messages(underWay.sid).remove()).rejects.toMatchObject({ status: 409, code: 20009 });
  });
});
