import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoAccount } from "../src/twilio/accounts/demo-account.ts";
import { type TwilioControl, twilioControl } from "../src/twilio/control-client.ts";
import { startTwilioSimulator, type TwilioSimulator } from "../src/twilio/start-twilio-simulator.ts";
import { type HubStandIn, startHubStandIn } from "./hub-stand-in.ts";
import { newRecipient, officialClient, secondNumber, service } from "./official-client.ts";

const publicHost = "https://hooks.example.com";
const { authToken } = demoAccount;
const failing = new Map<string, number>();

let hub: HubStandIn;
let simulator: TwilioSimulator;
let control: TwilioControl;
let client: ReturnType<typeof officialClient>;

beforeAll(async () => {
  hub = await startHubStandIn((path) => failing.get(path) ?? 200);
  simulator = await startTwilioSimulator({
    statusDelayMs: 10,
    resolveCallback: (url) => (url.origin === publicHost ? hub.url + url.pathname + url.search : undefined),
  });
  control = twilioControl(simulator.url);
  client = officialClient(simulator.url);
});
afterAll(async () => {
  await simulator.close();
  await hub.close();
});

describe("Twilio simulator inbound message", () => {
  const connect = async (settings: { smsUrl: string; smsMethod?: string; smsFallbackUrl?: string }) => {
    const [number] = await client.incomingPhoneNumbers.list({ phoneNumber: secondNumber });
    await client.incomingPhoneNumbers(number?.sid ?? "").update(settings);
  };

  test("posts every parameter to the number's webhook, blank ones included", async () => {
    await connect({ smsUrl: `${publicHost}/in`, smsMethod: "POST" });
    const sender = newRecipient();
    const result = await control.inbound({ from: sender, to: secondNumber, body: "Hi there", optOutType: "HELP" });
    expect(result.answer).toMatchObject({ status: 200, body: "<Response></Response>" });
    const [call] = await hub.calls("/in", 1);
    expect(call?.params).toEqual({
      AccountSid: demoAccount.accountSid,
      ApiVersion: "2010-04-01",
      Body: "Hi there",
      From: sender,
      FromCity: "",
      FromCountry: "US",
      FromState: "",
      FromZip: "",
      MessageSid: result.messageSid,
      MessagingServiceSid: service,
      NumMedia: "0",
      NumSegments: "1",
      OptOutType: "HELP",
      SmsMessageSid: result.messageSid,
      SmsSid: result.messageSid,
      SmsStatus: "received",
      To: secondNumber,
      ToCity: "",
      ToCountry: "US",
      ToState: "",
      ToZip: "",
    });
    const signature = String(call?.headers["x-twilio-signature"]);
    expect(validateRequest(authToken, signature, `${publicHost}/in`, call?.params ?? {})).toBe(true);
    expect(await client.messages(result.messageSid).fetch()).toMatchObject({
      direction: "inbound",
      status: "received",
    });
  });

  test("carries media that the simulator serves to callers with the credentials", async () => {
    await connect({ smsUrl: `${publicHost}/media`, smsMethod: "POST" });
    const media = [{ contentType: "image/png", base64: Buffer.from("a picture").toString("base64") }];
    await control.inbound({ from: newRecipient(), to: secondNumber, media });
    const [call] = await hub.calls("/media", 1);
    expect(call?.params).toMatchObject({ NumMedia: "1", MediaContentType0: "image/png" });
    const auth = Buffer.from(`${demoAccount.accountSid}:${authToken}`).toString("base64");
    const picture = await fetch(call?.params.MediaUrl0 ?? "", { headers: { authorization: `Basic ${auth}` } });
    expect([picture.headers.get("content-type"), await picture.text()]).toEqual(["image/png", "a picture"]);
  });

  test("repeats the same SID on request", async () => {
    await connect({ smsUrl: `${publicHost}/again`, smsMethod: "POST" });
    const sender = newRecipient();
    const { messageSid } = await control.inbound({ from: sender, to: secondNumber, body: "Hi" });
    await control.inbound({ from: sender, to: secondNumber, body: "Hi", messageSid });
    const calls = await hub.calls("/again", 2);
    expect(calls.map(({ params }) => params.MessageSid)).toEqual([messageSid, messageSid]);
    expect(await control.received({ from: sender })).toHaveLength(1);
  });

  test("goes to the fallback with the reason if the webhook fails, and by GET if configured", async () => {
    failing.set("/broken", 500);
    await connect({ smsUrl: `${publicHost}/broken`, smsMethod: "GET", smsFallbackUrl: `${publicHost}/fallback` });
    const result = await control.inbound({ from: newRecipient(), to: secondNumber, body: "Hi & bye" });
    expect(result).toMatchObject({ webhook: `${publicHost}/fallback`, answer: { status: 200 } });
    const [broken] = await hub.calls("/broken", 1);
    expect(broken).toMatchObject({ method: "GET", params: { Body: "Hi & bye" } });
    const [fallback] = await hub.calls("/fallback", 1);
    expect(fallback?.params).toMatchObject({ ErrorCode: "11200", ErrorUrl: `${publicHost}/broken` });
  });

  test("refuses a number outside every account with an explanation", async () => {
    const writing = control.inbound({ from: newRecipient(), to: "+14155559999", body: "Hi" });
    await expect(writing).rejects.toThrow("no simulated number +14155559999");
  });
});
