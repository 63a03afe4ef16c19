import { expect, test } from "vitest";
import { ProviderFailure } from "../../../shared/providers/provider-failure.ts";
import { twilioMessages } from "../../../shared/providers/twilio/twilio-messages.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";
import { inheritedNames } from "../../support/hostile-names.ts";
import { json, rawServer } from "../raw-server.ts";
import { credentials, messageResource } from "./twilio-answers.ts";

const sid = `SM${"1".repeat(32)}`;
const accountPath = `/2010-04-01/Accounts/${credentials.accountSid}`;
const messagesAt = (baseUrl: string, timeoutMs = 1_000) =>
  twilioMessages(twilioTransport(credentials, { baseUrl, timeoutMs }));

const fetched = async (status: number, body: unknown) => {
  const server = await rawServer((_request, response) => json(response, status, body));
  return messagesAt(server.url).fetch?.(sid);
};

test("twilioMessages() fetch returns status, price, error and segments", async () => {
  const body = messageResource({
    status: "undelivered",
    price: "-0.0158",
    price_unit: "USD",
    error_code: 30003,
    error_message: "Unreachable",
    num_segments: "2",
  });
  expect(await fetched(200, body)).toEqual({
    providerMessageId: sid,
    status: "undelivered",
    to: "+14155550123",
    from: "+14155550100",
    body: "Hi",
    createdAt: "2026-11-20T12:00:00.000Z",
    price: { amount: "0.0158", currency: "USD" },
    error: expect.objectContaining({ code: "recipient_unreachable", providerCode: "30003", retryable: true }),
    segmentCount: 2,
  });
});

test.each([...inheritedNames, "brand_new"])(
  "twilioMessages() fetch treats a message with the unknown status %s as accepted (invariant 38)",
  async (status) => {
    expect(await fetched(200, messageResource({ status }))).toMatchObject({ status: "accepted" });
  },
);

test("twilioMessages() fetch fails on an answer with a thousand levels (invariant 38)", async () => {
  const deep = JSON.parse(`${"[".repeat(1_000)}${"]".repeat(1_000)}`) as unknown;
  await expect(fetched(200, messageResource({ subresource_uris: deep }))).rejects.toMatchObject({
    kind: "unavailable",
  });
});

test("twilioMessages() fetch returns null for an unknown message", async () => {
  expect(await fetched(404, { code: 20404, message: "not found", status: 404 })).toBeNull();
});

test("twilioMessages() does not treat a message without a creation date as new", async () => {
  const { date_created, ...without } = messageResource();
  expect(date_created).toBeDefined();
  await expect(fetched(200, without)).rejects.toMatchObject({ kind: "unavailable" });
});

test.each([
  [401, 20003, "credentials"],
  [429, 20429, "throttled"],
  [403, 20008, "rejected"],
  [500, 20500, "unavailable"],
  [302, 0, "unavailable"],
])("twilioMessages() throws for HTTP %i with error %i a failure: %s", async (status, code, kind) => {
  const failure = await fetched(status, { code, message: "no", status }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ProviderFailure);
  expect(failure).toMatchObject({ kind });
});

/** A list in pages, newest first, each page linking to the next as Twilio does. */
const pages = (all: unknown[][]) =>
  rawServer((request, response) => {
    const number = Number(request.query.get("Page") ?? 0);
    const next = number + 1 < all.length ? `${request.path}?Page=${number + 1}&PageToken=PT${number + 1}` : null;
    json(response, 200, { messages: all[number], next_page_uri: next, page: number, uri: request.path });
  });

const at = (seconds: number, changes = {}) =>
  messageResource({ date_created: `Fri, 20 Nov 2026 12:00:0${seconds} +0000`, ...changes });

const window = { to: "+14155550123", since: "2026-11-20T12:00:02.900Z", until: "2026-11-20T12:00:05.000Z" };
const createdIn = (found: { createdAt: string }[] | undefined) =>
  found?.map(({ createdAt }) => createdAt.slice(17, 19));

test("twilioMessages() list returns messages created in the window, in whole seconds", async () => {
  const server = await pages([[at(6), at(5), at(4)], [at(3), at(2), at(1)], [at(0)]]);
  expect(createdIn(await messagesAt(server.url).list?.(window))).toEqual(["04", "03", "02"]);
  expect(server.received[0]?.query.get("To")).toBe("+14155550123");
});

test("twilioMessages() list stops at the first page older than its window", async () => {
  const server = await pages([[at(4)], [at(1)], [at(0)]]);
  await messagesAt(server.url).list?.(window);
  expect(server.received).toHaveLength(2);
});

test("twilioMessages() list throws when it cannot read the whole list", async () => {
  const server = await pages(Array.from({ length: 9 }, () => [at(4)]));
  await expect(messagesAt(server.url).list?.(window)).rejects.toMatchObject({ kind: "unavailable" });
  expect(server.received).toHaveLength(5);
});

test("twilioMessages() list follows a next-page link only on Twilio's own host", async () => {
  const elsewhere = await rawServer((_request, response) => response.end());
  const server = await rawServer((_request, response) =>
    json(response, 200, { messages: [at(4)], next_page_uri: null, meta: { next_page_url: `${elsewhere.url}/steal` } }),
  );
  await expect(messagesAt(server.url).list?.(window)).rejects.toMatchObject({ kind: "unavailable" });
  expect(elsewhere.received).toHaveLength(0);
});

const mediaResource = (number: number) => ({
  sid: `ME${String(number).repeat(32)}`,
  content_type: "image/png",
  date_created: null,
  date_updated: null,
});

test("twilioMessages() redact blanks the body and deletes all media", async () => {
  const server = await rawServer((request, response) => {
    if (request.method === "DELETE") response.writeHead(204).end();
    else if (request.method === "POST") json(response, 200, messageResource({ body: "" }));
    else json(response, 200, { media_list: [mediaResource(1), mediaResource(2)], uri: "" });
  });
  await messagesAt(server.url).redact?.(sid);
  expect(server.received.map(({ method, path }) => `${method} ${path.slice(accountPath.length)}`)).toEqual([
    `POST /Messages/${sid}.json`,
    `GET /Messages/${sid}/Media.json`,
    `DELETE /Messages/${sid}/Media/ME${"1".repeat(32)}.json`,
    `DELETE /Messages/${sid}/Media/ME${"2".repeat(32)}.json`,
  ]);
  expect(server.received[0]?.form.get("Body")).toBe("");
});

/** A message with one image, whose media request gets this answer. */
const mediaServer = (answer: (response: import("node:http").ServerResponse) => void) =>
  rawServer((request, response) => {
    if (request.path.endsWith("/Media.json")) json(response, 200, { media_list: [mediaResource(1)], uri: "" });
    else answer(response);
  });

test("twilioMessages() media returns bytes, or says that they are too large", async () => {
  const server = await mediaServer((response) => response.writeHead(200, { "content-type": "image/png" }).end("png"));
  const { media } = messagesAt(server.url);
  expect(await media?.(sid, 0, 3)).toEqual({ kind: "bytes", contentType: "image/png", bytes: Buffer.from("png") });
  expect(await media?.(sid, 0, 2)).toEqual({ kind: "tooLarge" });
  expect(await media?.(sid, 1, 3)).toBeNull();
});

test("twilioMessages() media returns an https address for media stored elsewhere", async () => {
  const to = (location: string) => mediaServer((response) => response.writeHead(307, { location }).end());
  const good = await to("https://media.example/1");
  expect(await messagesAt(good.url).media?.(sid, 0, 10)).toEqual({ kind: "redirect", url: "https://media.example/1" });
  const relative = await to("/kept/1");
  expect(await messagesAt(relative.url).media?.(sid, 0, 10)).toEqual({
    kind: "redirect",
    url: `${relative.url}/kept/1`,
  });
  for (const bad of ["http://media.example/1", "javascript:alert(1)", "file:///etc/passwd"]) {
    const server = await to(bad);
    await expect(messagesAt(server.url).media?.(sid, 0, 10)).rejects.toMatchObject({ kind: "unavailable" });
  }
});
