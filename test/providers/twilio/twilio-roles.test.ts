import { startTwilioSimulator } from "@phonehub/simulators/twilio";
import { twilioControl } from "@phonehub/simulators/twilio/control";
import { demoAccount } from "@phonehub/simulators/twilio/demo-account";
import { afterAll, beforeAll, expect, test } from "vitest";
import { twilio } from "../../../shared/providers/twilio/twilio.ts";

// Every role once against the simulator. The official client also runs against it, so its requests and answers are Twilio's.
let simulator: Awaited<ReturnType<typeof startTwilioSimulator>>;
let provider: ReturnType<typeof twilio>;
const apiKeySid = demoAccount.apiKeys[0]?.sid;
const apiKeySecret = demoAccount.apiKeys[0]?.secret;

beforeAll(async () => {
  simulator = await startTwilioSimulator({ statusDelayMs: 5 });
  const verifyServiceSid = demoAccount.verifyServices[0]?.sid;
  provider = twilio({ ...demoAccount, apiKeySid, apiKeySecret }, { baseUrl: simulator.url, verifyServiceSid });
});
afterAll(() => simulator.close());

const message = { channel: "sms", from: "+14155550100", body: "Hi", mediaUrls: [] } as const;
const anHourAround = () => ({
  since: new Date(Date.now() - 1_800_000).toISOString(),
  until: new Date(Date.now() + 1_800_000).toISOString(),
});

test("twilio() messages finds a sent message by id and by recipient", async () => {
  const to = "+14155552001";
  const outcome = await provider.messages.send({ ...message, to });
  if (outcome.kind !== "accepted") throw new Error("not accepted");
  const { providerMessageId } = outcome;
  expect(await provider.messages.fetch?.(providerMessageId)).toMatchObject({ providerMessageId, to, body: "Hi" });
  expect(await provider.messages.list?.({ to, ...anHourAround() })).toMatchObject([{ providerMessageId }]);
  expect(await provider.messages.fetch?.(`SM${"f".repeat(32)}`)).toBeNull();
});

test("twilio() messages redacts a delivered message", async () => {
  const outcome = await provider.messages.send({ ...message, to: "+14155552002" });
  if (outcome.kind !== "accepted") throw new Error("not accepted");
  const { fetch, redact } = provider.messages;
  await expect.poll(async () => (await fetch?.(outcome.providerMessageId))?.status).toBe("delivered");
  await redact?.(outcome.providerMessageId);
  expect(await fetch?.(outcome.providerMessageId)).toMatchObject({ body: "", status: "delivered" });
});

test("twilio() lookups looks a number up", async () => {
  expect(await provider.lookups.lookup("+14155552671", ["lineType"])).toMatchObject({ isValid: true, country: "US" });
});

test("twilio() numbers lists pages, connects a number and restores it", async () => {
  const first = await provider.numbers.list({ limit: 1 });
  const second = await provider.numbers.list({ limit: 1, cursor: first.nextCursor ?? "" });
  const [number] = first.items;
  if (!number) throw new Error("no number");
  expect(second.items[0]?.sid).not.toBe(number.sid);
  const webhooks = {
    smsUrl: "https://us.example/in",
    smsMethod: "POST",
    smsFallbackUrl: null,
    smsApplicationSid: null,
  };
  const changed = await provider.numbers.setWebhooks(number, webhooks);
  expect(changed.webhooks).toEqual(webhooks);
  expect((await provider.numbers.setWebhooks(changed, number.webhooks)).webhooks).toEqual(number.webhooks);
});

test("twilio() calls places a call, and the phone hears its TwiML", async () => {
  const call = { to: "+14155552003", from: "+14155550100", twiml: "<Response><Say>Hi</Say></Response>" };
  const outcome = await provider.calls.place(call);
  expect(outcome).toMatchObject({ kind: "accepted", providerMessageId: expect.stringMatching(/^CA[0-9a-f]{32}$/) });
  const calls = () => twilioControl(simulator.url).calls({ to: call.to });
  await expect.poll(async () => (await calls())[0]?.heard).toMatchObject([{ verb: "say", text: "Hi" }]);
});

test("twilio() verifications verifies a number, and is absent without a service", async () => {
  const to = "+14155552004";
  await provider.verifications?.send({ channel: "sms", to, locale: "en" });
  const [code = ""] = await twilioControl(simulator.url).codes(to);
  expect(await provider.verifications?.check({ to }, code)).toBe("right");
  expect(twilio(demoAccount, { baseUrl: simulator.url }).verifications).toBeUndefined();
});

test("twilio() account checks its token and its API key", async () => {
  expect(await provider.account.describe()).toMatchObject({ name: demoAccount.friendlyName, status: "active" });
  const wrongKey = twilio({ ...demoAccount, apiKeySid, apiKeySecret: "wrong" }, { baseUrl: simulator.url });
  await expect(wrongKey.account.describe()).rejects.toMatchObject({ kind: "credentials" });
  const wrongToken = twilio(
    { ...demoAccount, authToken: "wrong", apiKeySid, apiKeySecret },
    { baseUrl: simulator.url },
  );
  await expect(wrongToken.account.describe()).rejects.toMatchObject({ kind: "credentials" });
});
