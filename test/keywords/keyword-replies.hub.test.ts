import { randomBytes } from "node:crypto";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { endPause, pause, sendsTo, swept } from "../sending-pauses/held-work.ts";
import type { Api } from "../support/api.ts";
import { whatsAppFrom } from "../support/channels.ts";
import { admin, eventually, invoke, newBareTenant, newNumber, running, simulator, tables } from "../support/hub/hub.ts";

const replies = {
  stop: "You are off the list.",
  start: "Welcome back.",
  help: "We are Acme. STOP ends this.",
  words: [{ words: ["HOURS", "Öffnungszeiten"], body: "9 to 5" }],
};
const hex = () => randomBytes(16).toString("hex");

interface Heard {
  keyword: { replyId: string | null; noReply: string | null };
}

interface Answering {
  id: string;
  api: Api;
  number: string;
  configId: string;
}

/**
 * Connects a configuration that answers keywords on SMS and WhatsApp, with its own number. With `handlesOptOuts` Twilio answers them
 * instead.
 */
const connectAnswering = async (
  { id, api }: { id: string; api: Api },
  settings: object = {},
  { path = "/v1/provider-configs", handlesOptOuts = false } = {},
): Promise<Answering> => {
  const [account, number, numberSid] = [{ accountSid: `AC${hex()}`, authToken: hex() }, newNumber(), `PN${hex()}`];
  const phoneNumbers = [{ sid: numberSid, phoneNumber: number, handlesOptOuts }];
  await simulator.addAccount({ ...account, phoneNumbers, whatsappSenders: [number] });
  const whatsapp = whatsAppFrom(number);
  const newConfig = { name: "Answers", provider: "twilio", credentials: account, ...whatsapp, replies, ...settings };
  const made = await api.post(path, newConfig);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  await api.post(`${path}/${made.body.id}/test-connection`);
  await api.post(`${path}/${made.body.id}/phone-numbers/${numberSid}/connect`, {});
  return { id, api, number, configId: made.body.id };
};
const newAnswering = async (settings: object = {}, more: { handlesOptOuts?: boolean } = {}) =>
  connectAnswering(await newBareTenant(), settings, more);

let tenant: Answering;
beforeAll(async () => {
  tenant = await newAnswering({ providerAnswers: false });
});

const write = (
  from: string,
  body: string,
  { to = tenant.number, ...more }: { to?: string; messageSid?: string; optOutType?: "STOP" } = {},
) => simulator.inbound({ from, to, body, ...more });
/** The inbound messages from this sender. listMessages cannot filter by a short code, so the test does. */
const inboxOf = async (from: string, { api }: { api: Api } = tenant) => {
  const { body } = await api.get("/v1/messages?direction=inbound&limit=100");
  return body.items.filter((item: { from: string }) => item.from === from);
};
/** Waits until the hub has decided whether to answer the inbound message with this text. Returns the message. */
const heard = async (from: string, body: string, owner: { api: Api } = tenant) => {
  const find = async () => (await inboxOf(from, owner)).find((item: { body: string }) => item.body === body);
  return eventually(find, (item) => item?.keyword && (item.keyword.replyId !== null || item.keyword.noReply !== null));
};
const answersTo = (to: string) => simulator.accepted({ to });
const textsTo = async (to: string) => (await answersTo(to)).map(({ body }) => body);

/** Stores an inbound HELP that still waits for its answer: a copy of an answered one, from another number. */
const owedAnswer = async (values: object = {}) => {
  const answered = newNumber();
  await write(answered, "HELP");
  const { id: answeredId } = await heard(answered, "HELP");
  const Key = (messageId: string) => ({ pk: `${tenant.id}#${messageId}` });
  const TableName = running.tables.messages;
  const { Item } = await tables.send(new GetCommand({ TableName, Key: Key(answeredId) }));
  const [from, id] = [newNumber(), `msg_${hex().slice(0, 22)}`];
  const owed = { id, from, partyKey: `${tenant.id}#${from}`, reply: { isDue: true }, openKey: "open#0" };
  await tables.send(
    new PutCommand({ TableName, Item: { ...Item, ...Key(id), ...owed, checkAt: Date.now() + 600_000, ...values } }),
  );
  return { id, from };
};

describe("inbound-message with a keyword", () => {
  test("answers HELP with a new message from the number that received it", async () => {
    const from = newNumber();
    await write(from, "help?");
    const { id, keyword } = await heard(from, "help?");
    expect(keyword).toMatchObject({ action: "help", word: "HELP", noReply: null });
    const [sent] = await eventually(
      () => answersTo(from),
      (list) => list.length > 0,
    );
    expect(sent).toMatchObject({ from: tenant.number, body: replies.help });
    const reply = await tenant.api.get(`/v1/messages/${keyword.replyId}`);
    expect(reply.body).toMatchObject({
      direction: "outbound",
      to: from,
      replyTo: id,
      body: replies.help,
      isTest: false,
    });
  });

  test("answers with the text that updateProviderConfig has just set", async () => {
    const changing = await newAnswering({ providerAnswers: false });
    const [before, after] = [newNumber(), newNumber()];
    await write(before, "HELP", { to: changing.number });
    expect(await heard(before, "HELP", changing)).toMatchObject({ keyword: { noReply: null } });
    await changing.api.patch(`/v1/provider-configs/${changing.configId}`, {
      replies: { ...replies, help: "We moved." },
    });
    await write(after, "HELP", { to: changing.number });
    expect(await heard(after, "HELP", changing)).toMatchObject({ keyword: { noReply: null } });
    expect(
      await eventually(
        () => textsTo(after),
        (texts) => texts.length > 0,
      ),
    ).toEqual(["We moved."]);
  });

  test("answers one keyword once an hour, and a second keyword as well", async () => {
    const from = newNumber();
    await write(from, "HELP");
    await heard(from, "HELP");
    await write(from, "ayuda");
    await write(from, "offnungszeiten!");
    expect((await heard(from, "ayuda")).keyword).toMatchObject({ replyId: null, noReply: "answered_recently" });
    expect((await heard(from, "offnungszeiten!")).keyword).toMatchObject({
      action: "own",
      word: "Öffnungszeiten",
      noReply: null,
    });
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 1,
      ),
    ).toEqual([replies.help, "9 to 5"]);
  });

  test("answers once although Twilio repeats the webhook and SQS the task (invariants 2 and 11)", async () => {
    const from = newNumber();
    const { messageSid } = await write(from, "HELP");
    await write(from, "HELP", { messageSid });
    await heard(from, "HELP");
    expect(await inboxOf(from)).toHaveLength(1);
    const owed = await owedAnswer();
    const task = JSON.stringify({ kind: "reply", scope: tenant.id, messageId: owed.id });
    const record = { messageId: "1", body: task, receiptHandle: "", attributes: {}, messageAttributes: {} };
    await Promise.all([1, 2, 3].map(() => invoke("dispatch-messages", { Records: [record] })));
    expect([await sendsTo(from), await sendsTo(owed.from)]).toEqual([1, 1]);
  });

  test("confirms a STOP despite its own opt-out, and answers nothing afterwards until START (invariant 7)", async () => {
    const from = newNumber();
    await write(from, "Stop.");
    expect((await heard(from, "Stop.")).keyword.noReply).toBeNull();
    await write(from, "OPT OUT");
    await write(from, "help");
    for (const body of ["OPT OUT", "help"]) expect((await heard(from, body)).keyword.noReply).toBe("opted_out");
    const { body } = await tenant.api.post("/v1/messages", { to: from, body: "hello" });
    expect(body.status).toBe("suppressed");
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 0,
      ),
    ).toEqual([replies.stop]);
    await write(from, "START");
    await heard(from, "START");
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 1,
      ),
    ).toEqual([replies.stop, replies.start]);
  });

  test("does not confirm a STOP if another opt-out exists (invariant 7)", async () => {
    const from = newNumber();
    await tenant.api.put(`/v1/opt-outs/${from.slice(1)}`, {});
    await write(from, "STOP");
    expect((await heard(from, "STOP")).keyword.noReply).toBe("opted_out");
    expect(await answersTo(from)).toEqual([]);
  });

  test("ends a conversation between two bots after ten answers in a day", async () => {
    const words = [...Array(11).keys()].map((index) => ({ words: [`w${index}`], body: `answer ${index}` }));
    const chatty = await newAnswering({ replies: { ...replies, words } });
    const from = newNumber();
    for (const { body } of words.map(({ words: [body = ""] }) => ({ body })))
      await write(from, body, { to: chatty.number });
    const settled = await eventually(
      () => inboxOf(from, chatty),
      (items) => items.every(({ keyword }: Heard) => keyword.replyId !== null || keyword.noReply !== null),
    );
    const reasons = settled.map(({ keyword }: Heard) => keyword.noReply).sort();
    expect(reasons).toEqual(["answered_too_often", ...Array(10).fill(null)]);
    const texts = await eventually(
      () => textsTo(from),
      (list) => list.length > 9,
    );
    expect(texts).toHaveLength(10);
  });

  test.each(["12345", "own number"])("does not answer a sender that cannot receive one: %s", async (who) => {
    const from = who === "12345" ? who : tenant.number;
    await write(from, "HELP");
    expect((await heard(from, "HELP")).keyword).toMatchObject({ action: "help", noReply: "not_answerable" });
    expect(await answersTo(from)).toEqual([]);
  });

  test("sends no answer beyond a limit, and records the STOP all the same", async () => {
    const narrow = await newAnswering({ providerAnswers: false });
    await narrow.api.patch("/v1/tenants/current/limits", { allowedCountries: ["DE"] });
    const from = newNumber();
    await write(from, "STOP", { to: narrow.number });
    expect((await heard(from, "STOP", narrow)).keyword).toMatchObject({ action: "stop", noReply: "over_limit" });
    expect((await narrow.api.get(`/v1/opt-outs?number=${from.slice(1)}`)).body.items).toHaveLength(1);
    expect(await sendsTo(from)).toBe(0);
  });

  test("holds the answer while the tenant's sending is paused, and sends it once afterwards (invariant 21)", async () => {
    const held = await newAnswering({ providerAnswers: false });
    const from = newNumber();
    const paused = await pause(held.api);
    await write(from, "STOP", { to: held.number });
    const { keyword } = await heard(from, "STOP", held);
    const reply = async () => (await held.api.get(`/v1/messages/${keyword.replyId}`)).body;
    expect(await eventually(reply, ({ pausedBy }) => pausedBy !== null)).toMatchObject({ status: "queued" });
    expect(await sendsTo(from)).toBe(0);
    await endPause(held.api, paused);
    await swept("sweep-messages", reply, ({ isFinal }) => isFinal);
    expect(await textsTo(from)).toEqual([replies.stop]);
  });

  test("calls no provider in test mode", async () => {
    const testing = await newAnswering({ providerAnswers: false });
    await testing.api.patch(`/v1/provider-configs/${testing.configId}`, { testMode: true });
    const from = newNumber();
    await write(from, "HELP", { to: testing.number });
    const { keyword } = await heard(from, "HELP", testing);
    expect((await testing.api.get(`/v1/messages/${keyword.replyId}`)).body).toMatchObject({
      isTest: true,
      provider: "test",
    });
    expect(await sendsTo(from)).toBe(0);
  });

  test("leaves the answer to sweep-messages when its own function dies (invariant 26)", async () => {
    const { id: owed, from: other } = await owedAnswer({ checkAt: Date.now() - 1000 });
    await Promise.all([invoke("sweep-messages"), invoke("sweep-messages")]);
    await eventually(
      () => textsTo(other),
      (texts) => texts.length > 0,
    );
    expect(await textsTo(other)).toEqual([replies.help]);
    const settled = await tenant.api.get(`/v1/messages/${owed}`);
    expect(settled.body.keyword).toMatchObject({ action: "help", replyId: expect.any(String) });
  });
});

describe("inbound-message when Twilio answers its own keywords", () => {
  let twilios: Answering;
  beforeAll(async () => {
    twilios = await newAnswering({}, { handlesOptOuts: true });
  });

  test.each([
    ["HELP", {}],
    [" stop ", {}],
    ["basta", { optOutType: "STOP" }],
  ] as const)("does not answer %j on SMS", async (body, verdict) => {
    const from = newNumber();
    await write(from, body, { to: twilios.number, ...verdict });
    expect((await heard(from, body, twilios)).keyword.noReply).toBe("provider_answers");
    expect(await sendsTo(from)).toBe(0);
  });

  test.each(["ayuda", "hours", "СТОП"])("answers %s, which Twilio does not know", async (body) => {
    const from = newNumber();
    await write(from, body, { to: twilios.number });
    await heard(from, body, twilios);
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 0,
      ),
    ).toHaveLength(1);
  });

  test("confirms a STOP on WhatsApp, where Twilio answers nothing", async () => {
    const from = newNumber();
    await write(`whatsapp:${from}`, "STOP", { to: `whatsapp:${twilios.number}` });
    expect((await heard(from, "STOP", twilios)).keyword.noReply).toBeNull();
    const sent = await eventually(
      () => simulator.requests({ to: from, operation: "messages.create" }),
      (list) => list.length > 0,
    );
    expect(sent.map(({ params }) => params)).toMatchObject([
      { To: `whatsapp:${from}`, From: `whatsapp:${twilios.number}`, Body: replies.stop },
    ]);
  });
});

describe("inbound-message with a hub-wide configuration", () => {
  test("hears that configuration's keywords, and answers them for the hub", async () => {
    const keywords = { stop: ["Basta"], start: [], help: [] };
    const hub = await connectAnswering(
      { id: "ten_hub", api: admin },
      { keywords, isDefault: false, providerAnswers: false },
      { path: "/v1/hub/provider-configs" },
    );
    const from = newNumber();
    await write(from, "¡Basta!", { to: hub.number });
    expect((await heard(from, "¡Basta!", hub)).keyword).toMatchObject({ action: "stop", word: "Basta", noReply: null });
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 0,
      ),
    ).toEqual([replies.stop]);
  });
});

describe("inbound-message with a sentence that reads like a STOP", () => {
  const sentence = "Please stop texting me";

  test("flags the message, writes an event, and suppresses nothing", async () => {
    const from = newNumber();
    await write(from, sentence);
    const [message] = await inboxOf(from);
    expect(message).toMatchObject({ suspectedOptOut: true, keyword: null });
    const { body } = await tenant.api.post("/v1/messages", { to: from, body: "hello" });
    expect(body.status).not.toBe("suppressed");
    const events = await eventually(
      async () => (await tenant.api.get("/v1/events?type=message.opt_out_suspected")).body.items,
      (items) => items.length > 0,
    );
    expect(events).toMatchObject([{ type: "message.opt_out_suspected", data: { messageId: message.id } }]);
  });

  test("treats the sentence as a STOP if the configuration says so", async () => {
    const strict = await newAnswering({ suspectedOptOuts: "optOut" });
    const from = newNumber();
    await write(from, sentence, { to: strict.number });
    expect(await heard(from, sentence, strict)).toMatchObject({
      suspectedOptOut: true,
      keyword: { action: "stop", word: null, noReply: null },
    });
    const { body } = await strict.api.get(`/v1/opt-outs?number=${from.slice(1)}`);
    expect(body.items).toMatchObject([{ number: from, source: "keyword", keyword: null }]);
    expect(
      await eventually(
        () => textsTo(from),
        (texts) => texts.length > 0,
      ),
    ).toEqual([replies.stop]);
  });
});

describe("createProviderConfig and updateProviderConfig with keywords and replies", () => {
  const words = (body: object) => ({ stop: [], start: [], help: [], ...body });
  test.each([
    ["a built-in STOP in another list", { keywords: words({ help: ["s.t.o.p"] }) }, "keywords"],
    ["a word in two lists", { keywords: words({ stop: ["Basta"], start: ["BASTA!"] }) }, "keywords"],
    ["a word without a letter", { keywords: words({ stop: ["!?"] }) }, "keywords"],
    ["an answer to a keyword's word", { replies: { words: [{ words: ["help"], body: "x" }] } }, "replies.words"],
    ["two answers to one word", { replies: { words: [{ words: ["A", "á"], body: "x" }] } }, "replies.words"],
    ["a word of 31 characters", { keywords: words({ stop: ["x".repeat(31)] }) }, "keywords.stop.0"],
    ["21 words", { keywords: words({ stop: [...Array(21).keys()].map((index) => `w${index}`) }) }, "keywords.stop"],
    ["answers in a user's own configuration", { replies }, "replies", "?onBehalfOf=ana"],
  ])("refuse %s", async (_what, settings, path, query = "") => {
    const config = { name: "Words", provider: "twilio", ...settings };
    const made = await tenant.api.post(`/v1/provider-configs${query}`, config);
    expect(made).toMatchObject({ status: 400, body: { code: "invalid_request", errors: [{ path }] } });
  });

  test("check changed keywords against the stored replies", async () => {
    const path = `/v1/provider-configs/${tenant.configId}`;
    const refused = await tenant.api.patch(path, { keywords: words({ stop: ["hours"] }) });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: "replies.words" }] } });
    const taken = await tenant.api.patch(path, { keywords: words({ stop: ["stop", "No más"] }) });
    expect(taken).toMatchObject({ status: 200, body: { keywords: words({ stop: ["stop", "No más"] }), replies } });
  });
});
