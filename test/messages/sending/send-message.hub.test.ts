import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newBareTenant, newNumber, newTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const status = (id: string) => async () => (await tenant.api.get(`/v1/messages/${id}`)).body;
// biome-ignore lint/suspicious/noExplicitAny: a test may read any member of an answer
const isFinal = (message: any): boolean => message.isFinal;

describe("sendMessage", () => {
  test("hands the message to Twilio and records its delivery", async () => {
    const to = newNumber();
    const sent = await tenant.api.post("/v1/messages", { to, body: "Hello there" });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({
      direction: "outbound",
      channel: "sms",
      to,
      from: tenant.twilio.number,
      body: "Hello there",
      segments: { count: 1, encoding: "GSM-7" },
      provider: "twilio",
      providerConfigId: tenant.config.id,
      isTest: false,
    });
    const delivered = await eventually(status(sent.body.id), isFinal);
    expect(delivered).toMatchObject({ status: "delivered", isFinal: true });
    expect(delivered.sentAt).not.toBeNull();
    expect(delivered.deliveredAt).not.toBeNull();
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("normalises a national number with the tenant's country or the request's", async () => {
    const to = newNumber();
    const national = to.slice(2);
    const withDefault = await tenant.api.post("/v1/messages", { to: national, body: "hi" });
    expect(withDefault.body.to).toBe(to);
    const abroad = await tenant.api.post("/v1/messages", { to: "0151 23456789", country: "DE", body: "hi" });
    expect(abroad.body.to).toBe("+4915123456789");
    // A number that Ofcom keeps for examples. The simulated Twilio sends to no real phone.
    const example = await tenant.api.post("/v1/messages", { to: "07700 900123", country: "GB", body: "hi" });
    expect(example).toMatchObject({ status: 201, body: { to: "+447700900123" } });
    expect((await eventually(status(example.body.id), isFinal)).status).toBe("delivered");
  });

  test("shows the history in the full view and only the parties in the basic view", async () => {
    const { body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "history" });
    await eventually(status(body.id), isFinal);
    const full = await tenant.api.get(`/v1/messages/${body.id}?view=full`);
    expect(full.body.events.map((event: { status: string }) => event.status)).toEqual([
      "sending",
      "accepted",
      "sent",
      "delivered",
    ]);
    const basic = await tenant.api.get(`/v1/messages/${body.id}?view=basic`);
    expect(Object.keys(basic.body).sort()).toEqual(["channel", "direction", "from", "id", "isFinal", "status", "to"]);
  });

  test("answers 201 with status failed and both error codes when Twilio refuses", async () => {
    const to = newNumber();
    await simulator.fault({
      match: { to },
      kind: "reject",
      status: 400,
      code: 21408,
      message: "Permission to send is missing",
    });
    const { status: code, body } = await tenant.api.post("/v1/messages", { to, body: "hi" });
    expect(code).toBe(201);
    expect(body).toMatchObject({
      status: "failed",
      isFinal: true,
      error: { code: "country_not_permitted", providerCode: "21408", retryable: false },
    });
  });

  test("keeps the carrier's reason for an undelivered message", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "fail-delivery", errorCode: 30003, status: "undelivered" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "hi" });
    expect(await eventually(status(body.id), isFinal)).toMatchObject({
      status: "undelivered",
      error: { code: "recipient_unreachable", providerCode: "30003" },
    });
  });

  test("lets a Messaging Service choose the number", async () => {
    const service = await newTenant({}, ({ messagingServiceSid }) => ({ messagingServiceSid }));
    const to = newNumber();
    const { body } = await service.api.post("/v1/messages", { to, body: "hi" });
    expect(["accepted", "sent", "delivered"]).toContain(body.status);
    const [accepted] = await simulator.accepted({ to });
    expect(accepted?.messagingServiceSid).toBe(service.twilio.messagingServiceSid);
    const delivered = await eventually(async () => (await service.api.get(`/v1/messages/${body.id}`)).body, isFinal);
    expect(delivered.status).toBe("delivered");
  });

  test("refuses a tenant without a verified configuration, and stores nothing", async () => {
    const bare = await newBareTenant();
    const without = await bare.api.post("/v1/messages", { to: newNumber(), body: "hi" });
    expect(without).toMatchObject({ status: 409, body: { code: "no_provider_config" } });
    expect(without.body.detail).toMatch(/POST \/v1\/provider-configs/);
    await bare.api.post("/v1/provider-configs", { name: "unverified", provider: "twilio", fromNumbers: [newNumber()] });
    const unverified = await bare.api.post("/v1/messages", { to: newNumber(), body: "hi" });
    expect(unverified).toMatchObject({ status: 409, body: { code: "provider_not_verified" } });
    expect((await bare.api.get("/v1/messages")).body.items).toEqual([]);
  });

  test("reads CRLF and CR as newlines, in a body and in a template's variables", async () => {
    const bodies = { en: "Hi\r\n{{name}}" };
    const template = (await tenant.api.post("/v1/templates", { name: crypto.randomUUID(), bodies })).body;
    const typed = [
      { body: "one\r\ntwo\rthree" },
      { template: { id: template.id, variables: { name: "Ada\r\nKing\rLovelace" } } },
    ];
    const read = ["one\ntwo\nthree", "Hi\nAda\nKing\nLovelace"];
    for (const [at, content] of typed.entries()) {
      const to = newNumber();
      expect((await tenant.api.post("/v1/messages/preview", { to, ...content })).body).toMatchObject({
        wouldSend: true,
        body: read[at],
      });
      expect((await tenant.api.post("/v1/messages", { to, ...content })).body).toMatchObject({ body: read[at] });
      expect(await simulator.accepted({ to })).toMatchObject([{ body: read[at] }]);
    }
  });

  test("refuses a sender that the configuration does not have", async () => {
    const to = newNumber();
    const { status: code, body } = await tenant.api.post("/v1/messages", { to, body: "hi", from: newNumber() });
    expect(code).toBe(400);
    expect(body.errors).toEqual([{ path: "from", message: expect.any(String) }]);
    expect(await simulator.accepted({ to })).toEqual([]);
  });
});

describe("sendMessage with bad input answers 4xx, stores and sends nothing (invariant 24)", () => {
  const to = newNumber();
  const cases: [string, unknown, number, string][] = [
    ["an empty body", { to, body: "" }, 400, "invalid_request"],
    ["a body of blanks", { to, body: " \n\u00a0" }, 400, "invalid_request"],
    ["a body of a zero-width space", { to, body: "\u200b" }, 400, "invalid_request"],
    ["801 emoji, which are 1,602 UTF-16 units", { to, body: "😀".repeat(801) }, 400, "invalid_request"],
    ["1,601 characters", { to, body: "x".repeat(1601) }, 400, "invalid_request"],
    ["a lone surrogate", `{"to":"${to}","body":"\\ud800"}`, 400, "invalid_request"],
    ["NUL", { to, body: "a\0b" }, 400, "invalid_request"],
    ["a wrong type", { to, body: 7 }, 400, "invalid_request"],
    ["an unknown field", { to, body: "hi", bdoy: "hi" }, 400, "invalid_request"],
    ["__proto__", `{"to":"${to}","body":"hi","__proto__":{"x":1}}`, 400, "invalid_request"],
    ["a nested __proto__", `{"to":"${to}","body":"hi","metadata":{"__proto__":"x"}}`, 400, "invalid_request"],
    ["no JSON", "{", 400, "invalid_request"],
    ["a list", [], 400, "invalid_request"],
    ["nothing", undefined, 400, "invalid_request"],
    ["a garbage number", { to: "not a number", body: "hi" }, 400, "invalid_number"],
    ["a number nobody can have", { to: "+1555", body: "hi" }, 400, "invalid_number"],
    ["CRLF in a sender", { to, body: "hi", from: "a\r\nb" }, 400, "invalid_request"],
    ["a 2 MB body", { to, body: "x".repeat(2_000_000) }, 413, "too_large"],
    ["an unknown configuration", { to, body: "hi", providerConfigId: "cfg_nobody" }, 404, "not_found"],
    [
      "a media URL that is not https",
      { to, body: "hi", mediaUrls: ["http://example.com/a.png"] },
      400,
      "invalid_request",
    ],
  ];
  test.each(cases)("refuses %s", async (_name, body, code, problem) => {
    const answer = await tenant.api.post("/v1/messages", body);
    expect(answer.status).toBe(code);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status: code, code: problem, requestId: expect.any(String) });
    expect(answer.body.type).toMatch(new RegExp(`#${problem}$`));
  });

  test("refuses a national number without a country", async () => {
    const nowhere = await newTenant({ defaultCountry: null });
    const answer = await nowhere.api.post("/v1/messages", { to: "0151 23456789", body: "hi" });
    expect(answer).toMatchObject({ status: 400, body: { code: "country_required" } });
  });

  test("leaves nothing stored or sent", async () => {
    expect((await tenant.api.get(`/v1/messages?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    expect(await simulator.accepted({ to })).toEqual([]);
  });
});
