import { beforeAll, describe, expect, test } from "vitest";
import { newBareTenant, newNumber, newQuietTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant();
});

const preview = async (message: object, by = tenant.api) => (await by.post("/v1/messages/preview", message)).body;

describe("previewMessage", () => {
  test("describes the message, and sends and stores nothing", async () => {
    const to = newNumber();
    expect(await preview({ to: to.slice(2), body: "hello" })).toMatchObject({
      wouldSend: true,
      blocked: [],
      to: { number: to, country: "US" },
      provider: "twilio",
      providerConfigId: tenant.config.id,
      from: tenant.twilio.number,
      segments: { count: 1, encoding: "GSM-7" },
      offendingCharacters: [],
      smartEncoding: null,
      isOptedOut: false,
    });
    expect(await simulator.requests({ to })).toEqual([]);
    expect((await tenant.api.get(`/v1/messages?to=${to.slice(1)}`)).body.items).toEqual([]);
  });

  test("names a curly quote, and shows that a straight one saves four of seven segments", async () => {
    const body = `It\u2019s \u201cnew\u201d ${"a".repeat(420)}`;
    expect(await preview({ to: newNumber(), body })).toMatchObject({
      segments: { count: 7, encoding: "UCS-2" },
      offendingCharacters: [
        { character: "\u2019", codePoint: "U+2019", count: 1 },
        { character: "\u201c", codePoint: "U+201C", count: 1 },
        { character: "\u201d", codePoint: "U+201D", count: 1 },
      ],
      smartEncoding: { body: `It's "new" ${"a".repeat(420)}`, segments: { count: 3, encoding: "GSM-7" } },
    });
  });

  test("suggests no text that is too long to send, even if it has fewer segments", async () => {
    const body = `${"a".repeat(1_599)}\u2026`;
    expect(await preview({ to: newNumber(), body })).toMatchObject({ wouldSend: true, body, smartEncoding: null });
  });

  test("reports an opt-out", async () => {
    const to = newNumber();
    await simulator.inbound({ from: to, to: tenant.twilio.number, body: "STOP" });
    expect(await preview({ to, body: "x" })).toMatchObject({
      wouldSend: false,
      isOptedOut: true,
      blocked: [{ code: "recipient_opted_out" }],
    });
  });

  test("reports a limit that would refuse the message, and consumes nothing from it", async () => {
    const own = await newQuietTenant();
    const limits = "/v1/tenants/current/limits";
    await own.api.patch(limits, { perNumber: { perHour: 1, burst: 1 }, allowedCountries: ["US", "CA"] });
    const to = newNumber();
    const codes = async (message: object) =>
      (await preview(message, own.api)).blocked.map(({ code }: { code: string }) => code);
    expect([await codes({ to, body: "x" }), await codes({ to, body: "x" })]).toEqual([[], []]);
    expect((await own.api.post("/v1/messages", { to, body: "x" })).status).toBe(201);
    expect(await codes({ to, body: "x" })).toEqual(["rate_limited"]);
    expect(await codes({ to: "+4915112345678", body: "x" })).toEqual(["country_not_allowed"]);
    // Premium-rate and shared-cost numbers, one of them without a country.
    const premium = ["+19002345678", "+979112345678", "+49180512345"];
    const plain = await newQuietTenant();
    for (const number of premium) {
      expect((await preview({ to: number, body: "x" }, plain.api)).blocked).toMatchObject([
        { code: "premium_number_not_allowed" },
      ]);
    }
    expect(await plain.api.post("/v1/messages", { to: premium[0], body: "x" })).toMatchObject({
      status: 403,
      body: { code: "premium_number_not_allowed" },
    });
    const bold = await newQuietTenant();
    await bold.api.patch(limits, { allowPremiumNumbers: true });
    for (const number of premium) expect((await preview({ to: number, body: "x" }, bold.api)).wouldSend).toBe(true);
    const capped = await newQuietTenant();
    await capped.api.patch(limits, { monthlyMessages: 0 });
    expect(await preview({ to, body: "x" }, capped.api)).toMatchObject({
      wouldSend: false,
      blocked: [{ code: "cap_reached" }],
    });
  });

  test("reports every reason at once", async () => {
    const bare = await newBareTenant();
    const sendAt = new Date(Date.now() - 60_000).toISOString();
    const { wouldSend, blocked } = await preview({ to: "nonsense", body: "x", sendAt }, bare.api);
    expect(wouldSend).toBe(false);
    expect(blocked.map(({ code }: { code: string }) => code)).toEqual([
      "invalid_number",
      "invalid_request",
      "no_provider_config",
    ]);
  });

  test("names the Messaging Service that would send the message", async () => {
    const own = await newQuietTenant({}, ({ messagingServiceSid }) => ({ messagingServiceSid }));
    expect(await preview({ to: newNumber(), body: "x" }, own.api)).toMatchObject({
      wouldSend: true,
      from: own.twilio.messagingServiceSid,
    });
  });

  test.each([
    ["blanks", " \n "],
    ["a zero-width space", "\u200b"],
    ["braille blanks and a byte order mark", "\u2800\ufeff"],
  ])("reports a body of %s, and accepts it together with media", async (_what, body) => {
    const to = newNumber();
    expect(await preview({ to, body })).toMatchObject({
      wouldSend: false,
      blocked: [{ code: "invalid_request", message: "body: nothing in it can be seen" }],
    });
    const mediaUrls = ["https://media.example.invalid/cat.png"];
    expect(await preview({ to, body, mediaUrls })).toMatchObject({ wouldSend: true, blocked: [] });
  });

  test("refuses a body of 801 emoji, which Twilio would count as 1,602", async () => {
    const answer = await tenant.api.post("/v1/messages/preview", { to: newNumber(), body: "😀".repeat(801) });
    const message = "must have fewer UTF-16 units: at most 1600, not 1602, and most emoji count as two";
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: "body", message }] } });
    expect(await preview({ to: newNumber(), body: "😀".repeat(800) })).toMatchObject({ wouldSend: true });
  });

  test("refuses an invalid message", async () => {
    expect(await tenant.api.post("/v1/messages/preview", { to: newNumber() })).toMatchObject({ status: 400 });
  });
});
