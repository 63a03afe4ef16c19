import { expect, test } from "vitest";
import type { OutgoingMessage } from "../../../shared/providers/provider.ts";
import { twilioMessages } from "../../../shared/providers/twilio/twilio-messages.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials, messageResource } from "./twilio-answers.ts";

const message: OutgoingMessage = {
  channel: "sms",
  to: "+14155550123",
  from: "+14155550100",
  body: "Hi",
  mediaUrls: [],
};

const sendTo = (url: string, changes: Partial<OutgoingMessage> = {}, withKey = {}) =>
  twilioMessages(twilioTransport({ ...credentials, ...withKey }, { baseUrl: url })).send({ ...message, ...changes });

/** The outcome of a send that gets this answer. */
const outcomeOf = async (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const server = await rawServer((_request, response) => json(response, status, body, headers));
  const outcome = await sendTo(server.url);
  expect(server.received).toHaveLength(1);
  return outcome;
};

const created = () => rawServer((_request, response) => json(response, 201, messageResource()));

test("twilioMessages() posts a message in Twilio's documented form", async () => {
  const server = await created();
  const statusCallbackUrl = "https://hooks.example/w/t/m";
  await sendTo(server.url, { body: "Grüße & 50% +1", validitySeconds: 60, statusCallbackUrl });
  const [request] = server.received;
  expect(request).toMatchObject({
    method: "POST",
    path: `/2010-04-01/Accounts/${credentials.accountSid}/Messages.json`,
  });
  expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(request?.form ?? [])).toEqual({
    To: "+14155550123",
    From: "+14155550100",
    Body: "Grüße & 50% +1",
    ValidityPeriod: "60",
    StatusCallback: statusCallbackUrl,
  });
});

test("twilioMessages() repeats the field for several media", async () => {
  const server = await created();
  await sendTo(server.url, { body: "", mediaUrls: ["https://a.example/1", "https://a.example/2"] });
  expect(server.received[0]?.form.getAll("MediaUrl")).toEqual(["https://a.example/1", "https://a.example/2"]);
  expect(server.received[0]?.form.has("Body")).toBe(false);
});

test("twilioMessages() sends a messaging service under its own field", async () => {
  const server = await created();
  await sendTo(server.url, { from: `MG${"0".repeat(32)}` });
  expect(server.received[0]?.form.get("MessagingServiceSid")).toBe(`MG${"0".repeat(32)}`);
  expect(server.received[0]?.form.has("From")).toBe(false);
});

test("twilioMessages() adds the prefix to WhatsApp parties", async () => {
  const server = await created();
  await sendTo(server.url, { channel: "whatsapp" });
  expect(server.received[0]?.form.get("To")).toBe("whatsapp:+14155550123");
  expect(server.received[0]?.form.get("From")).toBe("whatsapp:+14155550100");
});

test.each([
  ["the account's own token", {}, `${credentials.accountSid}:${credentials.authToken}`],
  ["the API key if there is one", { apiKeySid: "SK1", apiKeySecret: "s3cret" }, "SK1:s3cret"],
])("twilioMessages() signs a request with %s", async (_what, withKey, pair) => {
  const server = await created();
  await sendTo(server.url, {}, withKey);
  expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from(pair).toString("base64")}`);
});

test("twilioMessages() sends credentials in clear text only over loopback", () => {
  expect(() => twilioTransport(credentials, { baseUrl: "http://twilio.example" })).toThrow(/https/);
  expect(() => twilioTransport(credentials, { baseUrl: "http://127.0.0.1.example.com" })).toThrow(/https/);
  expect(() => twilioTransport(credentials, { baseUrl: "https://twilio.example" })).not.toThrow();
  expect(twilioTransport(credentials).baseUrl("lookups")).toBe("https://lookups.twilio.com");
});

test("twilioMessages() returns id, status, sender and price of an accepted message", async () => {
  expect(await outcomeOf(201, messageResource({ status: "accepted", price: "-0.00790", price_unit: "usd" }))).toEqual({
    kind: "accepted",
    providerMessageId: `SM${"1".repeat(32)}`,
    status: "accepted",
    from: "+14155550100",
    price: { amount: "0.00790", currency: "USD" },
  });
  expect(await outcomeOf(201, messageResource({ status: "queued" }))).toMatchObject({ status: "queued" });
});

test.each([
  [400, 21610, "rejected", "recipient_opted_out"],
  [401, 20003, "rejected", "credentials_rejected"],
  [403, 20005, "rejected", "account_suspended"],
  [400, 99999, "rejected", "provider_error"],
  // Twilio answers 400 for a full queue: the error table marks it as transient, the status does not.
  [400, 21611, "throttled", "queue_full"],
  [429, 20429, "throttled", "rate_limited"],
  [429, 99999, "throttled", "rate_limited"],
])("twilioMessages() maps HTTP %i with error %i to %s: %s", async (status, code, kind, ours) => {
  const outcome = await outcomeOf(status, { code, message: "No", more_info: "", status });
  expect(outcome).toMatchObject({ kind, error: { code: ours, providerCode: String(code) } });
});

test("twilioMessages() returns the retry time of a throttled answer", async () => {
  const error = { code: 20429, message: "Too many", status: 429 };
  expect(await outcomeOf(429, error, { "retry-after": "7" })).toMatchObject({ retryAfterSeconds: 7 });
  const at = new Date(Date.now() + 10_000).toUTCString();
  const outcome = await outcomeOf(429, error, { "retry-after": at });
  expect(outcome.kind === "throttled" && outcome.retryAfterSeconds).toBeGreaterThan(7);
  expect(await outcomeOf(429, error, { "retry-after": "soon" })).not.toHaveProperty("retryAfterSeconds");
});

// Invariant 1: a gateway may answer these after Twilio accepted the message.
test.each([408, 500, 502, 503, 504, 301, 307])("twilioMessages() returns unknown for HTTP %i", async (status) => {
  expect(await outcomeOf(status, { code: 20500, message: "?", status })).toMatchObject({ kind: "unknown" });
});

test.each([
  ["a page of HTML", "<html>Bad Gateway</html>"],
  ["a truncated message", JSON.stringify(messageResource()).slice(0, 60)],
  ["nothing", ""],
  ["JSON that is not an object", "null"],
  ["an object without a message id", "{}"],
])("twilioMessages() returns unknown for a 2xx with %s", async (_what, body) => {
  const server = await rawServer((_request, response) => response.writeHead(201).end(body));
  expect(await sendTo(server.url)).toMatchObject({ kind: "unknown" });
});

test("twilioMessages() returns rejected for a 4xx with an HTML page", async () => {
  const server = await rawServer((_request, response) => response.writeHead(403).end("<html>Forbidden</html>"));
  expect(await sendTo(server.url)).toMatchObject({ kind: "rejected", error: { code: "provider_error" } });
});

test("twilioMessages() reads a refusal in the newer problem format", async () => {
  expect(await outcomeOf(400, { type: "about:blank", title: "Bad", status: 400, code: 21614 })).toMatchObject({
    kind: "rejected",
    error: { code: "recipient_landline" },
  });
});
