import { snsControl } from "@phonehub/simulators/sns/control";
import { describe, expect, test } from "vitest";
import { eventually, newNumber, newTwilioAccount, running, simulator } from "../../support/hub/hub.ts";
import { begin, check, codeAt, policyPath } from "../verification-client.ts";
import { newVerifyingTenant, type VerifyingTenant } from "../verifying-tenant.ts";

const start = ({ api }: Pick<VerifyingTenant, "api">, to: string, request: object = {}) =>
  api.post("/v1/verifications", { to, purpose: "login", ...request });
const textAt = async (to: string) => (await simulator.phone(to)).received.at(-1)?.text;
const requestTo = async (to: string) => (await simulator.requests({ to, operation: "messages.create" })).at(-1)?.params;

describe("startVerification by SMS", () => {
  test("names the tenant or the brand, in the language of the request or of the policy", async () => {
    const tenant = await newVerifyingTenant({ locale: "fr" });
    const { to, code } = await begin(tenant);
    expect(await textAt(to)).toBe(
      `Acme : ${code} est votre code. Il expire dans 10 minutes. Ne le partagez avec personne.`,
    );
    const branded = await newVerifyingTenant({ brandName: "Acme Bank", lifetimeSeconds: 60 });
    const spanish = await begin(branded, { locale: "es_mx" });
    expect(await textAt(spanish.to)).toBe(
      `Acme Bank: ${spanish.code} es tu clave temporal. Vence en 1 minuto. No la compartas con nadie.`,
    );
  });

  test("ends the text for browsers and Android, and limits its validity to the code's lifetime", async () => {
    const tenant = await newVerifyingTenant();
    const web = await begin(tenant, { webOrigin: "https://Shop.Example.com/" });
    expect((await textAt(web.to))?.split("\n").at(-1)).toBe(`@shop.example.com #${web.code}`);
    expect(await requestTo(web.to)).toMatchObject({ ValidityPeriod: "600" });
    expect(await requestTo(web.to)).not.toHaveProperty("StatusCallback");
    const app = await begin(tenant, { androidAppHash: "FA+9qCX9VSu" });
    expect((await textAt(app.to))?.split("\n").at(-1)).toBe("FA+9qCX9VSu");
  });

  test("uses the tenant's template in its locales, and its approved content on WhatsApp", async () => {
    const tenant = await newVerifyingTenant();
    const contentSid = `HX${"d".repeat(32)}`;
    const { body: template } = await tenant.api.post("/v1/templates", {
      name: "Code",
      bodies: { en: "{{code}} opens {{brand}} for {{lifetime}}", de: "{{code}} öffnet {{brand}} für {{lifetime}}" },
      defaultLocale: "en",
      contentSids: { en: contentSid },
    });
    await tenant.api.patch(policyPath, { templateId: template.id });
    const german = await begin(tenant, { locale: "de-AT", webOrigin: "example.com" });
    expect(await textAt(german.to)).toBe(`${german.code} öffnet Acme für 10 Minuten\n\n@example.com #${german.code}`);
    const to = newNumber();
    const { body } = await start(tenant, to, { channel: "whatsapp" });
    const asked = await requestTo(to);
    expect(asked).toMatchObject({ ContentSid: contentSid });
    expect(asked).not.toHaveProperty("Body");
    const { 1: code } = JSON.parse(String(asked?.ContentVariables));
    expect((await check(tenant.api, body.id, code)).body).toMatchObject({ approved: true });
  });

  test("falls back to the hub's text when the template was deleted", async () => {
    const tenant = await newVerifyingTenant();
    const { body: template } = await tenant.api.post("/v1/templates", {
      name: "Code",
      bodies: { en: "{{code}}!" },
      defaultLocale: "en",
    });
    await tenant.api.patch(policyPath, { templateId: template.id });
    await tenant.api.del(`/v1/templates/${template.id}`);
    const { to, code } = await begin(tenant);
    expect(await textAt(to)).toContain(`Acme: ${code} is your code.`);
  });
});

describe("startVerification by call", () => {
  test("calls from the configuration's number and says the code three times in the requested language", async () => {
    const tenant = await newVerifyingTenant();
    const to = newNumber();
    const { body } = await start(tenant, to, { channel: "call", locale: "de" });
    const [call] = await eventually(
      () => simulator.calls({ to }),
      ([one]) => (one?.heard.length ?? 0) > 0,
    );
    expect(call).toMatchObject({ from: tenant.twilio.number, problems: [] });
    const said = (call?.heard ?? []).flatMap((item) => (item.verb === "say" ? [item] : []));
    expect(new Set(said.map(({ language }) => language))).toEqual(new Set(["de-DE"]));
    expect(said[0]?.text).toBe("Guten Tag. Ihr Code von Acme lautet:");
    expect((await check(tenant.api, body.id, await codeAt(to))).body).toMatchObject({ approved: true });
  });

  test.each([
    ["Voice is switched off", { channels: { voice: { isEnabled: false } } }, "call"],
    ["WhatsApp is switched off", { channels: { whatsapp: { isEnabled: false } } }, "whatsapp"],
    ["SMS is switched off", { channels: { sms: { isEnabled: false } } }, "sms"],
    ["no number can call", { fromNumbers: [] }, "call"],
  ])("refuses before it counts anything when %s", async (_why, config, channel) => {
    const tenant = await newVerifyingTenant();
    await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, config);
    const to = newNumber();
    const { status, body } = await start(tenant, to, { channel });
    expect([status, body.code]).toEqual([409, "not_supported"]);
    expect(await simulator.requests({ to })).toEqual([]);
    const { body: listed } = await tenant.api.get("/v1/verifications");
    expect(listed.items).toEqual([]);
  });
});

describe("startVerification by SNS", () => {
  test("sends a text, and refuses every other channel", async () => {
    const tenant = await newVerifyingTenant();
    const { body: config } = await tenant.api.post("/v1/provider-configs", {
      ...{ name: "SNS", provider: "sns", isDefault: true },
      channels: { whatsapp: { isEnabled: true }, voice: { isEnabled: true } },
    });
    const roleArn = "arn:aws:iam::210987654321:role/phonehub-codes";
    const sns = snsControl(running.snsUrl);
    await sns.registerRole({ roleArn, externalId: config.externalId });
    await tenant.api.put(`/v1/provider-configs/${config.id}/credentials`, { region: "us-east-1", roleArn });
    await tenant.api.post(`/v1/provider-configs/${config.id}/test-connection`);
    for (const channel of ["call", "whatsapp"]) {
      const { status, body } = await start(tenant, newNumber(), { channel });
      expect([channel, status, body.code]).toEqual([channel, 409, "not_supported"]);
    }
    const to = newNumber();
    const { body } = await start(tenant, to);
    const [message] = await sns.accepted({ to });
    const [code = ""] = /\d{6}/.exec(message?.message ?? "") ?? [];
    expect((await check(tenant.api, body.id, code)).body).toMatchObject({ approved: true });
  });
});

describe("startVerification with failover", () => {
  const newTenantWithFailover = async () => {
    const [tenant, second] = await Promise.all([newVerifyingTenant(), newTwilioAccount()]);
    const { accountSid, authToken, number } = second;
    const { body } = await tenant.api.post("/v1/provider-configs", {
      ...{ name: "Second", provider: "twilio", credentials: { accountSid, authToken }, fromNumbers: [number] },
    });
    await tenant.api.post(`/v1/provider-configs/${body.id}/test-connection`);
    await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: body.id });
    const fail = (to: string, fault: object) =>
      simulator.fault({ kind: "reject", ...fault, match: { to, accountSid: tenant.twilio.accountSid } } as never);
    return { ...tenant, second, fail };
  };

  test("sends once by the second configuration when the first definitely did not send", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await tenant.fail(to, { code: 20005, status: 403 });
    const { status, body } = await start(tenant, to);
    expect(status).toBe(201);
    expect((await simulator.phone(to)).received).toMatchObject([{ from: tenant.second.number }]);
    expect((await check(tenant.api, body.id, await codeAt(to))).body).toMatchObject({ approved: true });
  });

  test("gives the usual answer when the second provider's opt-out list refuses (invariant 14)", async () => {
    const tenant = await newTenantWithFailover();
    const [refused, other] = [newNumber(), newNumber()];
    for (const number of [refused, other]) await tenant.fail(number, { kind: "throttle" });
    const match = { to: refused, accountSid: tenant.second.accountSid };
    await simulator.fault({ kind: "reject", code: 21610, status: 400, message: "unsubscribed", match } as never);
    expect([(await start(tenant, refused)).status, (await start(tenant, other)).status]).toEqual([201, 201]);
  });

  test("answers 503 for a throttle when the second's token is wrong, and skips the second next time", async () => {
    const tenant = await newTenantWithFailover();
    const { accountSid } = tenant.second;
    await simulator.addAccount({ accountSid, authToken: "f".repeat(32), phoneNumbers: [] });
    const [to, other] = [newNumber(), newNumber()];
    for (const number of [to, other]) await tenant.fail(number, { kind: "throttle" });
    expect(await start(tenant, to)).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    expect(await simulator.requests({ to, path: accountSid })).not.toEqual([]);
    expect((await start(tenant, other)).status).toBe(503);
    expect(await simulator.requests({ to: other, path: accountSid })).toEqual([]);
  });

  test.each([
    ["the answer was lost (invariant 1)", { kind: "lost-response" }, 1],
    ["the recipient's number is the cause", { code: 21614 }, 0],
  ])("does not fail over when %s", async (_why, fault, sent) => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await tenant.fail(to, fault);
    expect((await start(tenant, to)).status).toBe(201);
    expect(await simulator.codes(to)).toHaveLength(sent);
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
  });

  test("does not fail over to an opted-out sender (invariant 7), or to one that cannot call", async () => {
    const tenant = await newTenantWithFailover();
    const [optedOut, called] = [newNumber(), newNumber()];
    await tenant.api.put(`/v1/opt-outs/${optedOut.slice(1)}`, { scope: { sender: tenant.second.number } });
    await tenant.fail(optedOut, { code: 21606 });
    expect((await start(tenant, optedOut)).status).toBe(409);
    await tenant.fail(called, { code: 21215, status: 403 });
    const refused = await start(tenant, called, { channel: "call" });
    expect([refused.status, refused.body.providerError]).toEqual([409, "country_not_permitted"]);
  });
});

test("startVerification records an opt-out that Twilio reports", async () => {
  const tenant = await newVerifyingTenant();
  const to = newNumber();
  await simulator.fault({ kind: "reject", code: 21610, match: { to } });
  expect((await start(tenant, to)).status).toBe(201);
  const { body } = await tenant.api.get(`/v1/opt-outs?number=${encodeURIComponent(to)}`);
  expect(body.items).toMatchObject([{ number: to, source: "provider", scope: { sender: tenant.twilio.number } }]);
});

test("startVerification in test mode sends nothing on any channel (invariant 21)", async () => {
  const tenant = await newVerifyingTenant();
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { testMode: true });
  for (const channel of ["sms", "whatsapp", "call"]) {
    const to = newNumber();
    const { status, body } = await start(tenant, to, { channel });
    expect([status, body.isTest, body.engine]).toEqual([201, true, "own"]);
    expect(await simulator.requests({ to })).toEqual([]);
  }
});
