import { expect, test } from "vitest";
import { twilioAccount } from "../../../shared/providers/twilio/twilio-account.ts";
import { json, type Received, rawServer } from "../raw-server.ts";
import { credentials } from "./twilio-answers.ts";

const keyed = { ...credentials, apiKeySid: `SK${"0".repeat(32)}`, apiKeySecret: "a-secret-that-opens-nothing" };
const isKey = ({ headers }: Received) =>
  Buffer.from(headers.authorization?.slice(6) ?? "", "base64")
    .toString()
    .startsWith("SK");

/** An account that answers each resource with the given status. */
const describeWith = async (
  who: typeof credentials,
  statuses: { account?: number; balance?: number; messages?: number },
) => {
  const server = await rawServer((request, response) => {
    if (request.path.endsWith("/Balance.json")) {
      return json(response, statuses.balance ?? 200, { balance: "12.34", currency: "USD", code: 20003 });
    }
    if (request.path.endsWith("/Messages.json")) {
      return json(response, statuses.messages ?? 200, { messages: [], next_page_uri: null, code: 20003 });
    }
    const status = statuses.account ?? 200;
    return json(response, status, { sid: who.accountSid, friendly_name: "Acme", status: "active", code: 20003 });
  });
  const answer = twilioAccount(who, { baseUrl: server.url }).describe();
  return { answer, server };
};

test("twilioAccount() describes an account with its balance", async () => {
  const { answer, server } = await describeWith(credentials, {});
  expect(await answer).toEqual({ name: "Acme", status: "active", balance: { amount: "12.34", currency: "USD" } });
  expect(server.received).toHaveLength(2);
});

test("twilioAccount() accepts credentials when the balance is unreadable", async () => {
  const { answer } = await describeWith(credentials, { balance: 401 });
  expect(await answer).toMatchObject({ name: "Acme", balance: null });
});

test("twilioAccount() distinguishes a wrong auth token from a provider that is down", async () => {
  await expect((await describeWith(credentials, { account: 401 })).answer).rejects.toMatchObject({
    kind: "credentials",
  });
  await expect((await describeWith(credentials, { account: 503 })).answer).rejects.toMatchObject({
    kind: "unavailable",
  });
});

test("twilioAccount() checks the token and the API key separately", async () => {
  const { answer, server } = await describeWith(keyed, {});
  await answer;
  const byKey = server.received.filter(isKey).map(({ path }) => path);
  expect(byKey).toEqual([`/2010-04-01/Accounts/${credentials.accountSid}/Messages.json`]);
  expect(server.received).toHaveLength(3);
});

test("twilioAccount() refuses a wrong API key even if the token is right", async () => {
  await expect((await describeWith(keyed, { messages: 401 })).answer).rejects.toMatchObject({ kind: "credentials" });
});

/** Looks for a sender in an account whose list of WhatsApp senders comes from the test. */
const whatsappAt = async (page: (at: number) => unknown) => {
  const server = await rawServer((_request, response) => json(response, 200, page(server.received.length)));
  const channelSenders = [{ channel: "whatsapp" as const, sender: "+5491155501234" }];
  const senders = { fromNumbers: [], channelSenders, messagingServiceSid: null };
  const found = await twilioAccount(credentials, { baseUrl: server.url }).findSenders?.(senders);
  return { ownership: found?.[0]?.ownership, asked: server.received };
};
const senderPage = (number: string, next: string | null) => ({
  senders: [{ sender_id: `whatsapp:${number}` }],
  meta: { next_page_url: next },
});

test("twilioAccount() reads at most five pages of senders, and reports a sender beyond them as not checked", async () => {
  const endless = (at: number) => senderPage("+14155550100", `https://elsewhere.example/?Page=${at}&PageToken=PA${at}`);
  const { ownership, asked } = await whatsappAt(endless);
  expect(ownership).toBe("notChecked");
  expect(asked.map(({ query }) => query.get("PageToken"))).toEqual([null, "PA1", "PA2", "PA3", "PA4"]);
  expect(asked.every(({ query }) => query.get("Channel") === "whatsapp")).toBe(true);
});

test("twilioAccount() stops at the page that has the sender, in either form", async () => {
  const next = "https://messaging.twilio.com/v2/Channels/Senders?Page=1&PageToken=PA1";
  const { ownership, asked } = await whatsappAt((at) => senderPage(at === 2 ? "+541155501234" : "+14155550100", next));
  expect(ownership).toBe("owned");
  expect(asked).toHaveLength(2);
});

test("twilioAccount() rejects an answer without a list", async () => {
  await expect(whatsappAt(() => ({ meta: {} }))).rejects.toMatchObject({ kind: "unavailable" });
});
