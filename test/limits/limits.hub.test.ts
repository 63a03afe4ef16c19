import { beforeAll, describe, expect, test } from "vitest";
import type * as z from "zod";
import { UpdateLimits } from "../../shared/api/operations/limits.ts";
import type { Api } from "../support/api.ts";
import { admin, api, newBareTenant, newNumber, newQuietTenant } from "../support/hub/hub.ts";

const path = "/v1/tenants/current/limits";

let tenant: { id: string; api: Api };
beforeAll(async () => {
  tenant = await newBareTenant();
});

/** All fields of the contract: a new one fails to compile until this test covers its ceiling. */
type EveryField = { [Name in keyof typeof UpdateLimits.shape]: NonNullable<z.output<typeof UpdateLimits>[Name]> };

const ceilings: EveryField = {
  perTenant: { perSecond: 5, burst: 50 },
  perNumber: { perHour: 10, burst: 5 },
  perCountry: { perHour: 1000, burst: 100 },
  allowedCountries: ["CH", "DE"],
  allowPremiumNumbers: false,
  monthlyMessages: 1000,
  monthlySpendUsd: 50,
};
const looser: EveryField = {
  perTenant: { burst: 51 },
  perNumber: { perHour: 10.01 },
  perCountry: { perHour: 1001 },
  allowedCountries: ["CH", "US"],
  allowPremiumNumbers: true,
  monthlyMessages: 1001,
  monthlySpendUsd: 50.01,
};
const stricter: EveryField = {
  perTenant: { perSecond: 4.99, burst: 49 },
  perNumber: { perHour: 9, burst: 4 },
  perCountry: { perHour: 999, burst: 99 },
  allowedCountries: ["DE"],
  allowPremiumNumbers: false,
  monthlyMessages: 0,
  monthlySpendUsd: 49.99,
};

describe("getLimits", () => {
  test("shows a new tenant's defaults and zero usage", async () => {
    const { status, body } = await (await newBareTenant()).api.get(path);
    expect(status).toBe(200);
    expect(body).toEqual({
      perTenant: { perSecond: 25, burst: 100 },
      perNumber: { perHour: 20, burst: 10 },
      perCountry: null,
      allowedCountries: null,
      allowPremiumNumbers: false,
      monthlyMessages: null,
      monthlySpendUsd: null,
      usage: {
        month: new Date().toISOString().slice(0, 7),
        messages: 0,
        estimatedSpendUsd: 0,
        resetsAt: expect.stringMatching(/^\d{4}-\d\d-01T00:00:00\.000Z$/),
      },
      ceilings: {
        perTenant: { perSecond: 100, burst: 1000 },
        perNumber: { perHour: 60, burst: 30 },
        perCountry: null,
        allowedCountries: null,
        allowPremiumNumbers: true,
        monthlyMessages: null,
        monthlySpendUsd: null,
      },
      own: {},
    });
  });
});

describe("updateLimits", () => {
  test("changes the given members, even one of a rate, and keeps the rest", async () => {
    const { api: own } = await newBareTenant();
    const first = await own.patch(path, { perTenant: { burst: 50 }, allowedCountries: ["us", "DE"] });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ perTenant: { perSecond: 25, burst: 50 }, allowedCountries: ["US", "DE"] });
    const second = await own.patch(path, { perTenant: { perSecond: 5 }, monthlySpendUsd: 99.5 });
    const expected = {
      perTenant: { perSecond: 5, burst: 50 },
      perNumber: { perHour: 20, burst: 10 },
      allowedCountries: ["US", "DE"],
      monthlySpendUsd: 99.5,
    };
    expect(second.body).toMatchObject(expected);
    expect((await own.get(path)).body).toMatchObject(expected);
  });

  test("resets a limit to its default for null, and changes nothing for an empty body", async () => {
    const { api: own } = await newBareTenant();
    await own.patch(path, { perNumber: { perHour: 1 }, monthlyMessages: 10, perCountry: { perHour: 100 } });
    expect((await own.patch(path, { perNumber: null, monthlyMessages: null })).body).toMatchObject({
      perNumber: { perHour: 20, burst: 10 },
      perCountry: { perHour: 100, burst: 10 },
      monthlyMessages: null,
    });
    expect((await own.patch(path, {})).body).toMatchObject({ perCountry: { perHour: 100 }, monthlyMessages: null });
    expect((await own.patch(path, { perCountry: null })).body.perCountry).toBeNull();
    expect((await own.get(path)).body).toMatchObject({ perCountry: null, perNumber: { perHour: 20 } });
  });

  test.each([
    ["an unknown country", { allowedCountries: ["USA"] }],
    ["a negative cap", { monthlyMessages: -1 }],
    ["half a message", { monthlyMessages: 1.5 }],
    ["an empty bucket", { perTenant: { burst: 0 } }],
    ["a rate of 0", { perNumber: { perHour: 0 } }],
    ["a rate that DynamoDB cannot hold (invariant 38)", { perTenant: { perSecond: 5e-324 } }],
    ["a rate of one message in thirty years (invariant 38)", { perTenant: { perSecond: 1e-9 } }],
    ["a cap that DynamoDB cannot hold (invariant 38)", { monthlySpendUsd: 1e-131 }],
    ["text in place of a number", { perTenant: { perSecond: "fast" } }],
    ["an unknown limit", { perWeek: 5 }],
    ["a list", []],
  ])("refuses %s", async (_what, body) => {
    expect(await tenant.api.patch(path, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });

  test("requires the platform's administrator for limits above the platform's maximum", async () => {
    const fast = { perTenant: { perSecond: 500, burst: 1000 } };
    const refused = await tenant.api.patch(path, fast);
    expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect((await tenant.api.get(path)).body.perTenant.perSecond).toBe(25);
    expect((await tenant.api.patch(path, { perNumber: { perHour: 61 } })).status).toBe(403);
    const allowed = await admin.patch(`/v1/tenants/${tenant.id}/limits`, fast);
    expect(allowed).toMatchObject({ status: 200, body: fast });
    expect((await tenant.api.get(path)).body.perTenant).toEqual(fast.perTenant);
  });

  test("keeps every change when several arrive at once", async () => {
    const { api: own } = await newBareTenant();
    const changes = [
      { perTenant: { perSecond: 5 } },
      { perTenant: { burst: 50 } },
      { perNumber: { perHour: 7 } },
      { perNumber: { burst: 8 } },
      { monthlyMessages: 900 },
    ];
    const answers = await Promise.all(changes.map((change) => own.patch(path, change)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect((await own.get(path)).body).toMatchObject({
      perTenant: { perSecond: 5, burst: 50 },
      perNumber: { perHour: 7, burst: 8 },
      monthlyMessages: 900,
    });
  });

  test("lets a tenant change other members of a raised limit, but not raise the limit further", async () => {
    const { id, api: own } = await newBareTenant();
    await admin.patch(`/v1/tenants/${id}/limits`, { perTenant: { perSecond: 500, burst: 1000 } });
    const changed = await own.patch(path, { perTenant: { burst: 50 } });
    expect(changed).toMatchObject({ status: 200, body: { perTenant: { perSecond: 500, burst: 50 } } });
    expect(await own.patch(path, { monthlyMessages: 10 })).toMatchObject({ status: 200 });
    expect(await own.patch(path, { perTenant: { perSecond: 501 } })).toMatchObject({ status: 403 });
    expect((await own.get(path)).body).toMatchObject({
      perTenant: { perSecond: 500, burst: 50 },
      ceilings: { perTenant: { perSecond: 500, burst: 1000 } },
      own: { perTenant: { burst: 50 }, monthlyMessages: 10 },
    });
  });

  test("leaves an administrator's ceilings in place for every request of the tenant, field by field (invariant 30)", async () => {
    const { id, api: own } = await newBareTenant();
    const set = await admin.patch(`/v1/tenants/${id}/limits`, ceilings);
    expect(set).toMatchObject({ status: 200, body: { ...ceilings, ceilings, own: {} } });
    for (const field of Object.keys(UpdateLimits.shape) as (keyof typeof ceilings)[]) {
      expect(await own.patch(path, { [field]: null })).toMatchObject({
        status: 200,
        body: { [field]: ceilings[field] },
      });
      const refused = await own.patch(path, { [field]: looser[field] });
      expect(refused, field).toMatchObject({ status: 403, body: { code: "permission_missing" } });
      expect(refused.body.errors[0].path).toMatch(new RegExp(`^${field}`));
      expect(await own.patch(path, { [field]: stricter[field] })).toMatchObject({
        status: 200,
        body: { [field]: stricter[field] },
      });
    }
    expect((await own.get(path)).body).toMatchObject({ ...stricter, ceilings, own: stricter });
    const everythingBack = Object.fromEntries(Object.keys(UpdateLimits.shape).map((field) => [field, null]));
    expect((await own.patch(path, everythingBack)).body).toMatchObject({ ...ceilings, own: {} });
    const refused = await own.patch(path, { monthlySpendUsd: 50.01, allowedCountries: ["CH", "US"] });
    expect(refused.body.detail).toContain("allowedCountries only CH, DE, monthlySpendUsd at most 50");
  });

  test("holds a tenant to a ceiling that is lowered below its own limit, and lets it change the rest (invariant 30)", async () => {
    const { id, api: own } = await newBareTenant();
    await own.patch(path, { monthlySpendUsd: 80, allowedCountries: ["US", "CH"], perTenant: { perSecond: 50 } });
    const lower = { monthlySpendUsd: 50, allowedCountries: ["CH", "DE"], perTenant: { perSecond: 10 } };
    const held = { monthlySpendUsd: 50, allowedCountries: ["CH"], perTenant: { perSecond: 10, burst: 100 } };
    expect((await admin.patch(`/v1/tenants/${id}/limits`, lower)).body).toMatchObject(held);
    expect(await own.patch(path, { monthlyMessages: 7 })).toMatchObject({
      status: 200,
      body: { ...held, monthlyMessages: 7, own: { monthlySpendUsd: 80 } },
    });
    const lifted = { monthlySpendUsd: null, allowedCountries: null, perTenant: null };
    expect((await admin.patch(`/v1/tenants/${id}/limits`, lifted)).body).toMatchObject({
      ...{ monthlySpendUsd: 80, allowedCountries: ["US", "CH"], perTenant: { perSecond: 50 } },
    });
  });

  test("enforces an administrator's ceiling after the tenant removes its own value (invariant 30)", async () => {
    const own = await newQuietTenant();
    await admin.patch(`/v1/tenants/${own.id}/limits`, { allowedCountries: ["DE"] });
    await own.api.patch(path, { allowedCountries: null });
    const refused = await own.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(refused).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
  });

  test("writes ceilings and the tenant's own limits as different changes in the audit log (invariant 22)", async () => {
    const { id, api: own } = await newBareTenant();
    await admin.patch(`/v1/tenants/${id}/limits`, { monthlyMessages: 9 });
    await own.patch(path, { monthlyMessages: 8 });
    const { items } = (await own.get("/v1/audit-events")).body;
    const changes = items
      .filter(({ action }: { action: string }) => action === "updateLimits")
      .map(({ changes: listed }: { changes: unknown }) => listed);
    expect(changes).toEqual([{ monthlyMessages: 8 }, { ceilings: { monthlyMessages: 9 } }]);
  });

  test("warns once per cap when the new cap is at least 80 % used", async () => {
    const own = await newQuietTenant();
    for (let count = 0; count < 4; count++) await own.api.post("/v1/messages", { to: newNumber(), body: "x" });
    const listed = async () => (await own.api.get("/v1/events?type=limit.warning")).body.items;
    await own.api.patch(path, { monthlyMessages: 6 });
    expect(await listed()).toEqual([]);
    await own.api.patch(path, { monthlyMessages: 5 });
    expect(await listed()).toMatchObject([{ data: { limit: "monthlyMessages", cap: 5, usedPercent: 80 } }]);
    await own.api.patch(path, { monthlyMessages: 5 });
    await own.api.patch(path, { perNumber: { perHour: 10 } });
    expect(await listed()).toHaveLength(1);
    await own.api.patch(path, { monthlySpendUsd: 0.04 });
    expect((await listed())[0]).toMatchObject({ data: { limit: "monthlySpendUsd", cap: 0.04 } });
    await own.api.patch(path, { monthlyMessages: 3 });
    await own.api.patch(path, { monthlyMessages: 5 });
    expect(await listed()).toHaveLength(3);
    expect((await listed())[0]).toMatchObject({ data: { limit: "monthlyMessages", cap: 3 } });
  });

  test("answers 404 to another tenant", async () => {
    const stranger = await newBareTenant();
    const foreign = `/v1/tenants/${tenant.id}/limits`;
    expect(await stranger.api.get(foreign)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await stranger.api.patch(foreign, { monthlyMessages: 0 })).toMatchObject({ status: 404 });
    expect((await tenant.api.get(path)).body.monthlyMessages).toBeNull();
  });

  test("refuses a test key, which may only read", async () => {
    const { body: key } = await tenant.api.post("/v1/api-keys", {
      name: "test",
      mode: "test",
      permissions: ["manage_tenant"],
    });
    const withTestKey = api(key.secret);
    expect((await withTestKey.get(path)).status).toBe(200);
    expect(await withTestKey.patch(path, { monthlyMessages: 0 })).toMatchObject({
      status: 403,
      body: { code: "permission_missing" },
    });
  });
});
