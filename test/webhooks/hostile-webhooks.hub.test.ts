import { beforeAll, describe, expect, test } from "vitest";
import { inheritedNames } from "../support/hostile-names.ts";
import { newNumber, newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const sid = (): string => `SM${crypto.randomUUID().replaceAll("-", "")}`;
const long = "x".repeat(3_000);

const inbound = (more: Record<string, string>) =>
  postSigned(
    tenant.config.webhookUrls.inbound,
    {
      ...{ AccountSid: tenant.twilio.accountSid, MessageSid: sid(), From: newNumber(), To: tenant.twilio.number },
      ...{ Body: "Hi", NumMedia: "0", ...more },
    },
    tenant.twilio.authToken,
  );
const inbox = async (from: string) =>
  (await tenant.api.get(`/v1/messages?direction=inbound&from=${encodeURIComponent(from)}`)).body.items;

/** All inbound messages of the tenant. No other test uses the tenant at the same time. */
const allInbound = async (): Promise<string[]> =>
  (await tenant.api.get("/v1/messages?direction=inbound&limit=200")).body.items.map(({ id }: { id: string }) => id);

describe("inbound-message, signed (invariant 38)", () => {
  test("stores a text of 60,000 characters in time", async () => {
    const from = newNumber();
    const body = "ab".repeat(30_000);
    expect(await inbound({ From: from, Body: body })).toMatchObject({ status: 200 });
    const [message] = await inbox(from);
    expect(message).toMatchObject({ body, segments: { encoding: "GSM-7" } });
    expect(message.segments.count).toBeGreaterThanOrEqual(60_000 / 160);
  });

  test.each([
    ["id", { MessageSid: long }],
    ["sender", { From: long }],
    ["recipient", { To: long }],
    ["sender with a control character", { From: "+1415\u00005550123" }],
  ])("ignores a message with a long or invalid %s", async (_what, more) => {
    const before = await allInbound();
    expect(await inbound(more)).toMatchObject({ status: 200 });
    expect(await allInbound()).toEqual(before);
  });

  test("records a STOP for the number that received it, although the service's name is too long", async () => {
    const from = newNumber();
    expect(await inbound({ From: from, Body: "STOP", MessagingServiceSid: long })).toMatchObject({ status: 200 });
    const { body } = await tenant.api.get(`/v1/opt-outs?number=${from.slice(1)}`);
    expect(body.items).toMatchObject([{ scope: { sender: tenant.twilio.number } }]);
  });

  test("records an opt-out by Twilio's verdict, with the beginning of the text", async () => {
    const from = newNumber();
    const body = `a${"😀".repeat(20)}`;
    expect(await inbound({ From: from, Body: body, OptOutType: "STOP" })).toMatchObject({ status: 200 });
    const optOuts = await tenant.api.get(`/v1/opt-outs?number=${from.slice(1)}`);
    expect(optOuts.body.items).toMatchObject([{ number: from, keyword: expect.stringContaining("😀") }]);
  });

  test("stores a file with an invalid media type as one of unknown type", async () => {
    const from = newNumber();
    const media = { NumMedia: "3", MediaContentType0: "image/png", MediaContentType1: long, MediaContentType2: "a\nb" };
    expect(await inbound({ From: from, ...media })).toMatchObject({ status: 200 });
    const types = (await inbox(from))[0].media.map(({ contentType }: { contentType: string }) => contentType);
    expect(types).toEqual(["image/png", "application/octet-stream", "application/octet-stream"]);
  });
});

describe("message-status, signed (invariant 38)", () => {
  const quietMessage = async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "quiet" });
    const url = `${tenant.config.webhookUrls.status}/${tenant.id}/${body.id}`;
    const tell = (more: Record<string, string>, at = url) =>
      postSigned(
        at,
        { AccountSid: tenant.twilio.accountSid, MessageSid: body.providerMessageId, MessageStatus: "sent", ...more },
        tenant.twilio.authToken,
      );
    const now = async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body;
    return { tell, now, url };
  };

  test("ignores a status with an inherited name", async () => {
    const { tell, now } = await quietMessage();
    for (const name of inheritedNames) expect(await tell({ MessageStatus: name }), name).toMatchObject({ status: 204 });
    expect(await tell({ MessageSid: long })).toMatchObject({ status: 204 });
    expect(await now()).toMatchObject({ status: "accepted", error: null });
  });

  test.each([
    ["of 3,000 characters", "a".repeat(3_000)],
    ["with an inherited name", "constructor"],
    ["that Twilio does not have", "-1e309"],
  ])("keeps an error's text but drops its code %s", async (_what, ErrorCode) => {
    const { tell, now } = await quietMessage();
    const ErrorMessage = `${"x".repeat(299)}😀${"x".repeat(3_000)}`;
    expect(await tell({ MessageStatus: "failed", ErrorCode, ErrorMessage })).toMatchObject({ status: 204 });
    const { status, error } = await now();
    expect({ status, code: error.code, providerCode: error.providerCode }).toEqual({
      ...{ status: "failed", code: "delivery_failed", providerCode: null },
    });
    expect(error.message).toHaveLength(300);
  });

  test("answers 404 for a path longer than the hub's ids, and reads no store", async () => {
    const { tell, url } = await quietMessage();
    const base = new URL(url).origin;
    for (const path of [`/${long}`, `/${long}/${tenant.id}/msg_x`, "/%00/a/b", "/😀/a/b"])
      expect(await tell({}, base + path), path).toMatchObject({ status: 404 });
    expect(await tell({}, `${tenant.config.webhookUrls.status}/${tenant.id}/${long}`)).toMatchObject({ status: 404 });
  });
});
