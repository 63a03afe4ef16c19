import { startTwilioSimulator, type TwilioSimulator } from "@phonehub/simulators/twilio";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  from,
  newRecipient,
  officialClient,
  service,
  verifyService,
} from "../../packages/simulators/test/official-client.ts";
import { twilioAccount } from "../../shared/providers/twilio/twilio-account.ts";
import { twilioOracle } from "../support/twilio-oracle.ts";

const oracle = twilioOracle();
const account = `/2010-04-01/Accounts/${demoAccount.accountSid}`;
const authorization = `Basic ${Buffer.from(`${demoAccount.accountSid}:${demoAccount.authToken}`).toString("base64")}`;

describe.skipIf(!oracle.available)("Twilio simulator against Twilio's OpenAPI", () => {
  let simulator: TwilioSimulator;
  beforeAll(async () => {
    simulator = await startTwilioSimulator({ statusDelayMs: 1 });
  });
  afterAll(() => simulator.close());

  async function ask(method: string, path: string, form?: Record<string, string>) {
    const body = form ? new URLSearchParams(form) : null;
    const response = await fetch(simulator.url + path, { method, headers: { authorization }, body });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    expect(oracle.validateResponse(method, path, response.status, answer).errors).toEqual([]);
    return answer as Record<string, unknown>;
  }

  test("conforms for messages: create, list, fetch, redact, delete", async () => {
    const { sid } = await ask("POST", `${account}/Messages.json`, { To: newRecipient(), From: from, Body: "Hello" });
    const mediaUrl = "https://example.com/a.png";
    const media = await ask("POST", `${account}/Messages.json`, { To: newRecipient(), From: from, MediaUrl: mediaUrl });
    const viaService = { To: newRecipient(), MessagingServiceSid: service, Body: "Hello" };
    await ask("POST", `${account}/Messages.json`, viaService);
    await ask("GET", `${account}/Messages.json?PageSize=1`);
    await ask("GET", `${account}/Messages/${media.sid}/Media.json`);
    const [medium] = (await ask("GET", `${account}/Messages/${media.sid}/Media.json`)).media_list as { sid: string }[];
    await ask("GET", `${account}/Messages/${media.sid}/Media/${medium?.sid}.json`);
    await expect
      .poll(() => ask("GET", `${account}/Messages/${sid}.json`), { interval: 5 })
      .toMatchObject({
        status: "delivered",
      });
    await ask("POST", `${account}/Messages/${sid}.json`, { Body: "" });
    await ask("DELETE", `${account}/Messages/${sid}.json`);
  });

  test("conforms for account, balance and phone numbers", async () => {
    await ask("GET", `${account}.json`);
    await ask("GET", `${account}/Balance.json`);
    const list = await ask("GET", `${account}/IncomingPhoneNumbers.json`);
    const [number] = list.incoming_phone_numbers as { sid: string }[];
    await ask("GET", `${account}/IncomingPhoneNumbers/${number?.sid}.json`);
    await ask("POST", `${account}/IncomingPhoneNumbers/${number?.sid}.json`, { SmsUrl: "https://example.com/in" });
    await ask("POST", `${account}/IncomingPhoneNumbers/${number?.sid}.json`, { SmsUrl: "" });
  });

  test("conforms for WhatsApp senders and Messaging Services", async () => {
    const list = await ask("GET", "/v2/Channels/Senders?Channel=whatsapp&PageSize=1000");
    expect(list.senders).toMatchObject([{ sender_id: `whatsapp:${demoAccount.whatsappSenders[0]}` }]);
    expect(await ask("GET", "/v2/Channels/Senders?Channel=rcs")).toMatchObject({ senders: [] });
    expect(await ask("GET", `/v1/Services/${service}`)).toMatchObject({ sid: service });
  });

  test("conforms for lookups: no fields, all fields, an invalid number", async () => {
    const fields =
      "validation,caller_name,sim_swap,call_forwarding,line_status,line_type_intelligence,identity_match,reassigned_number,sms_pumping_risk,phone_number_quality_score,pre_fill";
    await ask("GET", "/v2/PhoneNumbers/+14155550123");
    await ask("GET", `/v2/PhoneNumbers/+14155550123?Fields=${fields}`);
    await ask("GET", `/v2/PhoneNumbers/+442071838750?Fields=${fields}`);
    await ask("GET", "/v2/PhoneNumbers/+1415555");
  });

  test("conforms for verifications: start, resend, fetch, check, cancel, too many sends", async () => {
    const simulated = twilioControl(simulator.url);
    const path = `/v2/Services/${verifyService}`;
    for (const Channel of ["sms", "whatsapp", "call"]) {
      const To = newRecipient();
      const { sid } = await ask("POST", `${path}/Verifications`, { To, Channel });
      await ask("POST", `${path}/Verifications`, { To, Channel });
      await ask("GET", `${path}/Verifications/${sid}`);
      const code = (await simulated.verifications({ to: To }))[0]?.code ?? "";
      const wrong = code.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
      expect(await ask("POST", `${path}/VerificationCheck`, { To, Code: wrong })).toMatchObject({ status: "pending" });
      expect(await ask("POST", `${path}/VerificationCheck`, { To, Code: code })).toMatchObject({ status: "approved" });
    }
    const To = newRecipient();
    const { sid } = await ask("POST", `${path}/Verifications`, { To, Channel: "sms" });
    for (let n = 0; n < 5; n += 1) await ask("POST", `${path}/Verifications`, { To, Channel: "sms" });
    await ask("POST", `${path}/Verifications/${sid}`, { Status: "canceled" });
    const { carrier } = (await withLookup()).lookup as { carrier: object };
    expect(carrier).toBeTruthy();
  });

  async function withLookup() {
    const { sid } = await ask("POST", "/v2/Services", { FriendlyName: "Looked up", LookupEnabled: "true" });
    return ask("POST", `/v2/Services/${sid}/Verifications`, { To: newRecipient(), Channel: "sms" });
  }

  test("conforms for Verify services: create, list, fetch, update, delete", async () => {
    const { sid } = await ask("POST", "/v2/Services", { FriendlyName: "Acme", CodeLength: "8" });
    await ask("GET", "/v2/Services?PageSize=1");
    await ask("GET", `/v2/Services/${sid}`);
    await ask("POST", `/v2/Services/${sid}`, { TtsName: "Ack me" });
    await ask("DELETE", `/v2/Services/${sid}`);
  });

  test("conforms for calls: create, list, fetch, hang up, delete", async () => {
    const form = { To: newRecipient(), From: from, Twiml: "<Response><Say>Hello</Say></Response>" };
    const { sid } = await ask("POST", `${account}/Calls.json`, form);
    await expect
      .poll(() => ask("GET", `${account}/Calls/${sid}.json`), { interval: 5 })
      .toMatchObject({ status: "completed" });
    await ask("GET", `${account}/Calls.json?PageSize=1`);
    await ask("DELETE", `${account}/Calls/${sid}.json`);
    const To = newRecipient();
    await twilioControl(simulator.url).setPhone({ phoneNumber: To, staysAt: "ringing" });
    const ringing = await ask("POST", `${account}/Calls.json`, { ...form, To });
    await ask("POST", `${account}/Calls/${ringing.sid}.json`, { Status: "canceled" });
  });

  test("receives only documented requests from the official SDK", async () => {
    const client = officialClient(simulator.url);
    const order = { to: newRecipient(), from, body: "Hello", mediaUrl: ["https://example.com/a.png"] };
    await client.messages.create({
      ...order,
      validityPeriod: 60,
      statusCallback: "https://example.com/s",
      smartEncoded: true,
    });
    await client.messages.list({ to: order.to, dateSentAfter: new Date(), pageSize: 20 });
    await client.lookups.v2.phoneNumbers("+14155550123").fetch({ fields: "caller_name" });
    await client.incomingPhoneNumbers.list({ phoneNumber: from });
    await client.messaging.v2.channelsSenders.list({ channel: "whatsapp", pageSize: 1 });
    await client.messaging.v1.services(service).fetch();
    await expect(client.messaging.v1.services(`MG${"f".repeat(32)}`).fetch()).rejects.toMatchObject({ code: 20404 });
    const channelSenders = [{ channel: "whatsapp" as const, sender: from }];
    const all = { fromNumbers: [from, "+14155550188"], channelSenders, messagingServiceSid: service };
    await twilioAccount(demoAccount, { baseUrl: simulator.url }).findSenders?.(all);
    const verify = client.verify.v2.services(verifyService);
    await verify.verifications.create({
      to: order.to,
      channel: "sms",
      locale: "es",
      deviceIp: "192.0.2.1",
      tags: "{}",
    });
    await verify.verificationChecks.create({ to: order.to, code: "000000" });
    const statusCallbackEvent = ["initiated", "completed"];
    await client.calls.create({
      to: order.to,
      from,
      twiml: "<Response/>",
      statusCallbackEvent,
      record: true,
      timeout: 30,
    });
    await client.calls.list({ to: order.to, startTimeAfter: new Date(), status: "busy" });
    for (const { method, path, params } of await twilioControl(simulator.url).requests()) {
      expect(oracle.validateRequest(method, path, params).errors).toEqual([]);
    }
  });

  test.each([
    ["an unknown parameter", "POST", `${account}/Messages.json`, { To: "+14155550123", Bodi: "Hello" }],
    ["a missing recipient", "POST", `${account}/Messages.json`, { Body: "Hello" }],
    ["an invalid number", "POST", `${account}/Messages.json`, { To: "hello there, world" }],
    ["a malformed account SID", "GET", "/2010-04-01/Accounts/AC1/Messages.json", {}],
    ["a page size out of range", "GET", `${account}/Messages.json`, { PageSize: "1001" }],
    ["an operation that does not exist", "DELETE", `${account}/Messages.json`, {}],
  ])("twilioOracle objects to %s", (_what, method, path, params) => {
    expect(oracle.validateRequest(method, path, params).ok).toBe(false);
  });

  test("twilioOracle objects to an answer with a missing or an extra property", () => {
    const path = `${account}/Balance.json`;
    const complete = { account_sid: demoAccount.accountSid, balance: "1", currency: "USD" };
    expect(oracle.validateResponse("GET", path, 200, complete).ok).toBe(true);
    expect(oracle.validateResponse("GET", path, 200, { balance: "1", currency: "USD" }).ok).toBe(false);
    expect(oracle.validateResponse("GET", path, 200, { ...complete, colour: "red" }).ok).toBe(false);
  });
});
