import { beforeAll, describe, expect, test } from "vitest";
import { newNumber, newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const reply = (from: string, body: string, more: object = {}) =>
  simulator.inbound({ from, to: tenant.twilio.number, body, ...more });
const inbox = async (from: string) =>
  (await tenant.api.get(`/v1/messages?direction=inbound&from=${encodeURIComponent(from)}`)).body.items;
const sendTo = async (to: string) => (await tenant.api.post("/v1/messages", { to, body: "hello" })).body;

describe("inbound-message", () => {
  test("stores the message and answers with TwiML that sends nothing", async () => {
    const from = newNumber();
    const result = await reply(from, "Hi! ✓");
    expect(result.answer).toMatchObject({ status: 200 });
    expect(JSON.stringify(result.answer)).toContain("<Response></Response>");
    expect(await inbox(from)).toEqual([
      expect.objectContaining({
        direction: "inbound",
        status: "received",
        isFinal: true,
        from,
        to: tenant.twilio.number,
        body: "Hi! ✓",
        segments: { count: 1, encoding: "UCS-2" },
        providerMessageId: result.messageSid,
        providerConfigId: tenant.config.id,
      }),
    ]);
  });

  test("stores a replayed message once and unchanged (invariant 11)", async () => {
    const from = newNumber();
    const { messageSid } = await reply(from, "once");
    const before = await inbox(from);
    await reply(from, "once", { messageSid });
    expect(await inbox(from)).toEqual(before);
  });

  test("makes the message findable by to, from, participant and provider's id", async () => {
    const from = newNumber();
    const { messageSid } = await reply(from, "find me");
    const queries = [
      `participant=${from.slice(1)}`,
      `from=%2B${from.slice(1)}`,
      `to=${tenant.twilio.number.slice(1)}&limit=200`,
      `providerMessageId=${messageSid}`,
    ];
    for (const query of queries) {
      const { body } = await tenant.api.get(`/v1/messages?${query}`);
      expect(body.items.map((item: { providerMessageId: string }) => item.providerMessageId)).toContain(messageSid);
    }
  });

  test("keeps media that getMessageMedia fetches", async () => {
    const from = newNumber();
    const png = Buffer.from("89504e470d0a1a0a", "hex");
    await reply(from, "", { media: [{ contentType: "image/png", base64: png.toString("base64") }] });
    const [message] = await inbox(from);
    expect(message.media).toEqual([{ index: 0, contentType: "image/png", url: null }]);
    const media = await tenant.api.get(`/v1/messages/${message.id}/media/0`);
    expect(media.status).toBe(200);
    expect(media.headers.get("content-type")).toBe("image/png");
    expect(await tenant.api.get(`/v1/messages/${message.id}/media/1`)).toMatchObject({ status: 404 });
    expect(await tenant.api.get(`/v1/messages/${message.id}/media/x`)).toMatchObject({ status: 404 });
  });

  test("writes nothing for a forged request (invariant 9)", async () => {
    const from = newNumber();
    const form = {
      AccountSid: tenant.twilio.accountSid,
      MessageSid: `SM${"1".repeat(32)}`,
      From: from,
      To: tenant.twilio.number,
      Body: "STOP",
    };
    const url = tenant.config.webhookUrls.inbound;
    expect(await postSigned(url, form, "0".repeat(32))).toMatchObject({ status: 403 });
    expect(await inbox(from)).toEqual([]);
    expect((await sendTo(from)).status).not.toBe("suppressed");
  });
});

describe("inbound-message with opt-out words", () => {
  test.each([
    "STOP",
    "stop",
    " StopAll ",
    "UNSUBSCRIBE",
    "cancel",
    "End",
    "QUIT",
    "revoke",
    "OPTOUT",
    "Arrêt",
    "opt out",
    "Remove",
    "td",
    "Stop.",
    "\u200bＳＴＯＰ\u200b",
    "СТОП",
    "STOP\n\nJane Doe\nSent from my iPhone",
  ])("suppresses the next message after %s (invariant 7)", async (word) => {
    const from = newNumber();
    await reply(from, word);
    expect(await sendTo(from)).toMatchObject({
      status: "suppressed",
      isFinal: true,
      error: { code: "recipient_opted_out" },
    });
    expect(await simulator.accepted({ to: from })).toEqual([]);
  });

  test.each(["please stop", "stopping", "no"])("suppresses nothing after %s", async (words) => {
    const from = newNumber();
    await reply(from, words);
    expect((await sendTo(from)).status).not.toBe("suppressed");
  });

  test.each(["UNSTOP", "yes", " Start "])("ends the opt-out after %s", async (word) => {
    const from = newNumber();
    await reply(from, "STOP");
    await reply(from, word);
    expect((await sendTo(from)).status).not.toBe("suppressed");
  });

  test.each(["HELP", "info"])("changes no opt-out after %s, and lists it like any message", async (word) => {
    const [stopped, other] = [newNumber(), newNumber()];
    await reply(stopped, "STOP");
    for (const from of [stopped, other]) {
      await reply(from, word);
      expect(await inbox(from)).toContainEqual(expect.objectContaining({ body: word }));
    }
    expect((await sendTo(stopped)).status).toBe("suppressed");
    expect((await sendTo(other)).status).not.toBe("suppressed");
  });

  test("ends the opt-out after START, and ignores a replay of the earlier STOP (invariant 11)", async () => {
    const from = newNumber();
    const { messageSid } = await reply(from, "STOP");
    await reply(from, "START");
    await reply(from, "STOP", { messageSid });
    // The simulated Twilio keeps its own list and counted the replay as a new STOP; the hub must not.
    expect((await sendTo(from)).status).not.toBe("suppressed");
  });

  test("follows Twilio's Advanced Opt-Out verdict for any text", async () => {
    const from = newNumber();
    await reply(from, "basta", { optOutType: "STOP" });
    expect((await sendTo(from)).status).toBe("suppressed");
  });

  test("ends an opt-out by Twilio's verdict START, and ignores STOP with the verdict HELP", async () => {
    const [back, helped] = [newNumber(), newNumber()];
    await reply(back, "STOP");
    await reply(back, "vuelvo", { optOutType: "START" });
    await reply(helped, "STOP", { optOutType: "HELP" });
    const by = tenant.api;
    for (const from of [back, helped])
      expect((await by.get(`/v1/opt-outs?number=${from.slice(1)}`)).body.items).toEqual([]);
    expect((await sendTo(back)).status).not.toBe("suppressed");
  });

  test("leaves another tenant's number unaffected by a STOP", async () => {
    const other = await newTenant();
    const from = newNumber();
    await reply(from, "STOP");
    const { body } = await other.api.post("/v1/messages", { to: from, body: "hello" });
    expect(body.status).not.toBe("suppressed");
  });
});
