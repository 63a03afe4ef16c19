import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../support/channels.ts";
import { newNumber, newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
});

const sid = (): string => `SM${crypto.randomUUID().replaceAll("-", "")}`;

const inbound = (more: Record<string, string>) =>
  postSigned(
    tenant.config.webhookUrls.inbound,
    { AccountSid: tenant.twilio.accountSid, MessageSid: sid(), To: tenant.twilio.number, Body: "Hi", ...more },
    tenant.twilio.authToken,
  );
const listed = async (query: string) => (await tenant.api.get(`/v1/messages?${query}`)).body.items;
const received = async (messageSid: string) => (await listed(`providerMessageId=${messageSid}`))[0];
const sendTo = async (to: string, channel: string) =>
  (await tenant.api.post("/v1/messages", { to, channel, body: "hello" })).body;

describe("inbound-message from any channel", () => {
  test.each(["rcs", "messenger", "viber", "RCS"])("%s: keeps the channel, and reads the number", async (prefix) => {
    const [from, MessageSid] = [newNumber(), sid()];
    expect(await inbound({ From: `${prefix}:${from}`, MessageSid })).toMatchObject({ status: 200 });
    const channel = prefix.toLowerCase();
    expect(await received(MessageSid)).toMatchObject({ from, channel, writtenAs: null });
    expect(await listed(`from=${from.slice(1)}&channel=${channel}`)).toHaveLength(1);
    expect(await listed(`from=${from.slice(1)}&channel=sms`)).toEqual([]);
  });

  test("applies a STOP to the person on every channel", async () => {
    const from = newNumber();
    await inbound({ From: `rcs:${from}`, Body: "STOP" });
    for (const channel of ["sms", "whatsapp"])
      expect(await sendTo(from, channel)).toMatchObject({ status: "suppressed" });
    expect(await simulator.accepted({ to: from })).toEqual([]);
  });

  test("keeps an identity that is not a number unchanged, and accepts its STOP", async () => {
    const [MessageSid, identity] = [sid(), "messenger:2024051700112233"];
    expect(await inbound({ From: identity, MessageSid, Body: "STOP" })).toMatchObject({ status: 200 });
    expect(await received(MessageSid)).toMatchObject({ from: identity, channel: "messenger" });
  });
});

describe("inbound-message without a number", () => {
  const to = () => `whatsapp:${tenant.twilio.number}`;

  test.each([
    ["its other identity", { From: "", ExternalUserId: "US.13491208655302741918" }, "whatsapp:US.13491208655302741918"],
    ["its user id in From", { From: "whatsapp:US.99", ExternalUserId: "US.99" }, "whatsapp:US.99"],
    ["no sender", { From: "" }, null],
    ["no sender, if the identity is invalid in a key", { ExternalUserId: "a\u0000b" }, null],
    ["its WhatsApp id", { From: "", WaId: "14155550187", ExternalUserId: "US.7" }, "+14155550187"],
  ])("stores the message under %s", async (_what, writer: Record<string, string>, from) => {
    const MessageSid = sid();
    expect(await inbound({ To: to(), MessageSid, Body: "who am I?", ...writer })).toMatchObject({ status: 200 });
    expect(await received(MessageSid)).toMatchObject({ from, channel: "whatsapp", body: "who am I?" });
  });

  test("stores the message once", async () => {
    const form = { To: to(), MessageSid: sid(), ExternalUserId: "US.12" };
    await inbound(form);
    const before = await received(form.MessageSid);
    await inbound(form);
    expect(await listed(`providerMessageId=${form.MessageSid}`)).toEqual([before]);
  });
});

/** A country, an older form of a number as WhatsApp writes it, and the same person's number today. */
const twoForms: [string, string, string][] = [
  ["Mexico", "+5215512345670", "+525512345670"],
  ["Brazil", "+553191234570", "+5531991234570"],
  ["Benin", "+22997123470", "+2290197123470"],
  ["Argentina", "+541123456780", "+5491123456780"],
];

describe("inbound-message and sendMessage with a number that has two forms (invariant 32)", () => {
  test.each(twoForms)("%s: list messages of either form under today's number", async (where, old, today) => {
    for (const form of [old, today]) {
      const MessageSid = sid();
      await inbound({ From: `whatsapp:${form}`, MessageSid });
      const shown = where === "Argentina" ? { from: form, writtenAs: null } : { from: today };
      expect(await received(MessageSid)).toMatchObject({ ...shown, channel: "whatsapp" });
      for (const number of [old, today]) {
        const sids = (await listed(`participant=${number.slice(1)}`)).map(
          (one: { providerMessageId: string }) => one.providerMessageId,
        );
        expect(sids).toContain(MessageSid);
      }
    }
  });

  test.each(
    twoForms.flatMap(([where, old, today]) => [
      [where, old, today],
      [where, today, old],
    ]),
  )("%s: a STOP from %s suppresses messages to %s, until its START", async (_where, writer, recipient) => {
    await inbound({ From: `whatsapp:${writer}`, Body: "STOP" });
    for (const channel of ["sms", "whatsapp"])
      expect(await sendTo(recipient, channel)).toMatchObject({ status: "suppressed" });
    const preview = { to: recipient, channel: "whatsapp", body: "hello" };
    expect((await tenant.api.post("/v1/messages/preview", preview)).body).toMatchObject({ isOptedOut: true });
    expect((await listed(`to=${writer.slice(1)}&status=suppressed`)).length).toBeGreaterThan(0);
    await inbound({ From: `whatsapp:${recipient}`, Body: "START" });
    expect((await sendTo(writer, "whatsapp")).status).not.toBe("suppressed");
  });

  test("answer a WhatsApp user in the form that they use, and an SMS in today's form", async () => {
    const [old, today] = ["+5215512345682", "+525512345682"];
    expect(await sendTo(old, "whatsapp")).toMatchObject({ to: today, writtenAs: old });
    expect(await sendTo(old, "sms")).toMatchObject({ to: today, writtenAs: null });
    const addresses = async (to: string) => (await simulator.accepted({ to })).map((message) => message.to);
    expect(await addresses(old)).toEqual([`whatsapp:${old}`]);
    expect(await addresses(today)).toEqual([today]);
  });
});
