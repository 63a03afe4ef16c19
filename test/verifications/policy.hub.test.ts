import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { admin, api, newNumber, newTenant, running, simulator, type TestTenant, tables } from "../support/hub/hub.ts";
import { check, policyPath } from "./verification-client.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const testKeyOf = async (by: Api) => {
  const permissions = ["verify_users", "manage_tenant"];
  return api((await by.post("/v1/api-keys", { name: "t", mode: "test", permissions })).body.secret);
};

describe("getVerificationPolicy and updateVerificationPolicy", () => {
  test("return the defaults for a new tenant and after null", async () => {
    const usual = (await tenant.api.get(policyPath)).body;
    expect(usual).toMatchObject({
      engine: "own",
      codeLength: 6,
      lifetimeSeconds: 600,
      maximumAttempts: 5,
      cooldownSeconds: [30, 60, 120],
      sendsPerNumberPerHour: 5,
      failuresPerNumberPerDay: 10,
      allowedCountries: null,
      brandName: null,
    });
    const changed = await tenant.api.patch(policyPath, { codeLength: 8, allowedCountries: ["de", "AT"] });
    expect(changed).toMatchObject({ status: 200, body: { codeLength: 8, allowedCountries: ["DE", "AT"] } });
    expect((await tenant.api.get(policyPath)).body).toEqual(changed.body);
    await tenant.api.patch(policyPath, { codeLength: null, allowedCountries: null });
    expect((await tenant.api.get(policyPath)).body).toEqual(usual);
    expect((await tenant.api.patch(policyPath, {})).body).toEqual(usual);
  });

  test.each([
    ["a code of three digits", { codeLength: 3 }],
    ["a lifetime of a day", { lifetimeSeconds: 86_400 }],
    ["six attempts", { maximumAttempts: 6 }],
    ["eleven failures a day", { failuresPerNumberPerDay: 11 }],
    ["six sends an hour", { sendsPerNumberPerHour: 6 }],
    ["no channel", { channels: [] }],
    ["an unknown channel", { channels: ["pigeon"] }],
    ["no purpose", { purposes: [] }],
    ["an unknown engine", { engine: "own-ish" }],
    ["a ladder to a disabled channel", { channels: ["sms"], ladder: ["sms", "call"] }],
    ["an unknown template", { templateId: `tpl_${"A".repeat(22)}` }],
    ["an unknown configuration", { providerConfigId: `cfg_${"A".repeat(22)}` }],
    ["an unknown setting", { colour: "red" }],
    ["a test code with letters", { testNumbers: [{ number: "+14155550100", code: "abcdef" }] }],
  ])("refuse %s", async (_what, body) => {
    expect(await tenant.api.patch(policyPath, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });

  test("refuse a template without the code", async () => {
    const template = (variable: string) =>
      tenant.api.post("/v1/templates", { name: `T${newNumber()}`, bodies: { en: `Yours: {{${variable}}}` } });
    const [without, withCode] = await Promise.all([template("brand"), template("code")]);
    expect((await tenant.api.patch(policyPath, { templateId: without.body.id })).status).toBe(400);
    expect((await tenant.api.patch(policyPath, { templateId: withCode.body.id })).status).toBe(200);
    await tenant.api.patch(policyPath, { templateId: null });
    const named = await tenant.api.patch(policyPath, { templateName: withCode.body.name.toLowerCase() });
    expect(named.body).toMatchObject({ templateId: withCode.body.id, own: { templateId: withCode.body.id } });
    expect((await tenant.api.patch(policyPath, { templateName: "nobody's" })).status).toBe(404);
    expect((await tenant.api.patch(policyPath, { templateName: "x", templateId: null })).status).toBe(400);
    await tenant.api.patch(policyPath, { templateId: null });
  });

  test("let a test key read and not change", async () => {
    const inTest = await testKeyOf(tenant.api);
    expect((await inTest.get(policyPath)).status).toBe(200);
    expect(await inTest.patch(policyPath, { codeLength: 4 })).toMatchObject({
      status: 403,
      body: { code: "permission_missing" },
    });
  });
});

describe("updateVerificationPolicy by a platform administrator", () => {
  const ceilings = { allowedCountries: ["CH"], channels: ["sms"], perTenant: { perHour: 100, burst: 10 } };
  let held: TestTenant;
  let set: { status: number; body: object };

  beforeAll(async () => {
    held = await newTenant();
    await held.api.patch(policyPath, { ladder: ["sms", "call"], perTenant: { perHour: 200, burst: 20 } });
    set = await admin.patch(`/v1/tenants/${held.id}/verification-policy`, { ...ceilings, brandName: "Acme" });
  });

  test("sets ceilings, and settings without a ceiling, over the tenant's own values (invariant 30)", async () => {
    expect(set).toMatchObject({ status: 200, body: { ...ceilings, ceilings, ladder: ["sms"], brandName: "Acme" } });
    expect((await held.api.get(policyPath)).body).toMatchObject({ ...ceilings, ceilings, brandName: "Acme" });
  });

  test.each([
    ["allowedCountries", ["CH", "US"], "only CH"],
    ["channels", ["sms", "call"], "only sms"],
    ["perTenant", { perHour: 100.01, burst: 10 }, "at most 100"],
  ])("keeps its ceiling of %s against the tenant's changes (invariant 30)", async (field, looser, allowed) => {
    const refused = await held.api.patch(policyPath, { [field]: looser });
    expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect(refused.body.detail).toContain(allowed);
    const taken = await held.api.patch(policyPath, { [field]: null, lookupFirst: false });
    expect(taken).toMatchObject({ status: 200, body: ceilings });
  });

  test("limits codes to its countries, although the tenant changes its default country (invariant 30)", async () => {
    await held.api.patch("/v1/tenants/current", { defaultCountry: "US" });
    const refused = await held.api.post("/v1/verifications", { to: newNumber(), purpose: "login" });
    expect(refused).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
  });
});

describe("startVerification with a test number", () => {
  const number = newNumber();
  const dialled = newNumber();
  const code = "90210";
  let own: TestTenant;
  let inTest: Api;

  beforeAll(async () => {
    own = await newTenant();
    await own.api.patch(policyPath, { testNumbers: [number, dialled].map((one) => ({ number: one, code })) });
    inTest = await testKeyOf(own.api);
  });

  test("uses the fixed code for a test key, and sends nothing", async () => {
    const { status, body } = await inTest.post("/v1/verifications", { to: number, purpose: "login" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ isTest: true, engine: "own", sends: [{ status: "sent" }] });
    expect(await check(inTest, body.id, "90211")).toMatchObject({ status: 200, body: { approved: false } });
    expect(await check(inTest, body.id, code)).toMatchObject({ status: 200, body: { approved: true } });
    expect(await simulator.requests({ to: number })).toEqual([]);
  });

  test("treats the number like any other for a live key", async () => {
    const { body } = await own.api.post("/v1/verifications", { to: dialled, purpose: "login" });
    expect(body.isTest).toBe(false);
    expect(await check(own.api, body.id, code)).toMatchObject({ status: 400 });
    const [real = ""] = await simulator.codes(dialled);
    expect(real).toHaveLength(6);
    expect((await check(own.api, body.id, real)).body.approved).toBe(true);
  });

  test("gives other numbers a random code, and keeps test data apart (invariant 21)", async () => {
    const to = newNumber();
    const { body } = await inTest.post("/v1/verifications", { to, purpose: "login" });
    expect(body).toMatchObject({ isTest: true, status: "pending" });
    expect(await simulator.requests({ to })).toEqual([]);
    expect((await own.api.get(`/v1/verifications/${body.id}`)).status).toBe(404);
  });

  test("leaves no test code in the audit row of the policy change (invariant 17)", async () => {
    const { Items = [] } = await tables.send(
      new QueryCommand({
        TableName: running.tables.audit,
        KeyConditionExpression: "pk = :tenant",
        ExpressionAttributeValues: { ":tenant": own.id },
      }),
    );
    const [row] = Items.filter(({ action }) => action === "updateVerificationPolicy");
    const masked = [number, dialled].map((one) => `${one.slice(0, 5)}•••${one.slice(-4)}`);
    expect(row?.changes).toEqual({ testNumbers: masked });
  });
});
