import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { scopeOf } from "../../shared/kernel/ids.ts";
import { claimLookup, lookupLeaseMilliseconds } from "../../shared/lookups/lookup-writes.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";
import { lookupClient } from "./lookup-client.ts";
import { type LookupWorld, startLookupWorld } from "./lookup-world.ts";

let world: LookupWorld;
beforeAll(async () => {
  world = await startLookupWorld();
});
afterAll(() => world.close());

let resetClock = (): void => undefined;
afterEach(() => resetClock());
const daysLater = (days: number) => {
  resetClock = setClock(() => Date.now() + days * 86_400_000);
};

let count = 100;
/** Numbers ending in 1 are mobile at the simulator. */
const newNumber = () => {
  count += 1;
  return `+1415200${count}1`;
};

describe("lookupNumber through Twilio", () => {
  test("pays once, then answers from the cache", async () => {
    const { tenantId, config } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    const first = await client.lookup({ number });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({
      number,
      country: "US",
      isValid: true,
      lineType: "mobile",
      isMobile: true,
      isVoip: false,
      carrier: { name: "Example Wireless", mcc: "310", mnc: "150" },
      callerName: null,
      source: "provider",
      providerConfigId: config.id,
      ownerUserId: null,
      cached: false,
    });
    expect(Date.parse(first.body.expiresAt) - Date.now()).toBeGreaterThan(29.9 * 86_400_000);
    const second = await client.lookup({ number: number.slice(2), country: "us" });
    expect(second.body).toEqual({ ...first.body, cached: true });
    expect(await world.paidRequests(number)).toBe(1);
  });

  test("asks again for refresh, and keeps the record's creation time", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    const first = await client.lookup({ number });
    await world.simulator.setLookup({ phoneNumber: number, line_type_intelligence: { type: "landline" } });
    const second = await client.lookup({ number, refresh: true });
    expect(second.body).toMatchObject({ lineType: "landline", cached: false, createdAt: first.body.createdAt });
    expect((await client.lookup({ number })).body).toMatchObject({ lineType: "landline", cached: true });
    expect(await world.paidRequests(number)).toBe(2);
  });

  test("asks again after the configuration's cache days (invariant 19)", async () => {
    const { tenantId } = await world.newTenant({ lookupCacheDays: 7 });
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await client.lookup({ number });
    daysLater(6.9);
    expect((await client.lookup({ number })).body.cached).toBe(true);
    daysLater(7.1);
    expect((await client.get(number)).status).toBe(404);
    expect((await client.list()).body.items).toEqual([]);
    expect((await client.lookup({ number })).body.cached).toBe(false);
    expect(await world.paidRequests(number)).toBe(2);
  });

  test("stores nothing when the configuration caches for 0 days", async () => {
    const { tenantId } = await world.newTenant({ lookupCacheDays: 0 });
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await client.lookup({ number });
    expect((await client.lookup({ number })).body).toMatchObject({ lineType: "mobile", cached: false });
    expect(await world.paidRequests(number)).toBe(2);
    expect((await client.get(number)).status).toBe(404);
  });

  test("pays only for missing fields, and keeps the others", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await client.lookup({ number });
    const more = await client.lookup({ number, fields: ["lineType", "callerName", "simSwap"] });
    expect(more.body).toMatchObject({ lineType: "mobile", callerName: "PAT EXAMPLE", cached: false });
    expect(more.body.extra).toHaveProperty("simSwap");
    const asked = await world.simulator.requests({ operation: "lookups.fetch", to: number });
    expect(asked.map(({ params }) => params.Fields)).toEqual(["line_type_intelligence", "caller_name,sim_swap"]);
    const again = await client.lookup({ number, fields: ["simSwap"] });
    expect(again.body).toMatchObject({ lineType: "mobile", callerName: "PAT EXAMPLE", cached: true });
  });

  test("pays once for 25 concurrent lookups of one number", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await world.simulator.fault({ kind: "slow", delayMs: 300, match: { to: number } });
    const answers = await Promise.all(Array.from({ length: 25 }, () => client.lookup({ number })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ body }) => !body.cached)).toHaveLength(1);
    expect(await world.paidRequests(number)).toBe(1);
  });

  test("asks once for each field when concurrent callers want different fields", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    const fieldLists = Array.from({ length: 10 }, (_, n) => (n % 2 ? ["lineType"] : ["callerName"]));
    const answers = await Promise.all(fieldLists.map((fields) => client.lookup({ number, fields })));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const asked = await world.simulator.requests({ operation: "lookups.fetch", to: number });
    expect(asked.map(({ params }) => params.Fields).sort()).toEqual(["caller_name", "line_type_intelligence"]);
  });

  test("takes over a claim whose holder died, after its lease", async () => {
    const { tenantId, config } = await world.newTenant();
    const number = newNumber();
    const died = Date.now() - lookupLeaseMilliseconds + 700;
    resetClock = setClock(() => died);
    const scope = scopeOf(tenantId, "live");
    const freshFrom = new Date(0).toISOString();
    await claimLookup({ scope, number, id: config.id, fields: ["lineType"], freshFrom, token: "died" });
    resetClock();
    const started = Date.now();
    expect((await lookupClient({ tenantId }).lookup({ number })).body).toMatchObject({ cached: false });
    expect(Date.now() - started).toBeGreaterThan(500);
    expect(await world.paidRequests(number)).toBe(1);
  });

  test("recognises its own claim after a retried write", async () => {
    const { tenantId, config } = await world.newTenant();
    const scope = scopeOf(tenantId, "live");
    const freshFrom = new Date(0).toISOString();
    const request = { scope, number: newNumber(), id: config.id, fields: ["lineType"] as const, freshFrom };
    await claimLookup({ ...request, token: "mine" });
    expect(await claimLookup({ ...request, token: "mine" })).toMatchObject({ claimToken: "mine" });
    expect(await claimLookup({ ...request, token: "other" })).toMatchObject({ claimToken: "mine", lookup: null });
  });
});

describe("lookupNumber with a failing provider", () => {
  const unavailable = { status: 503, code: "temporarily_unavailable" };
  test.each([
    { name: "429", fault: { kind: "throttle", retryAfterSeconds: 7 }, ...unavailable, retryAfter: "7" },
    { name: "500", fault: { kind: "error-before" }, ...unavailable, retryAfter: "1" },
    { name: "a reset", fault: { kind: "reset-before" }, ...unavailable, retryAfter: "1" },
    { name: "an unreadable answer", fault: { kind: "unreadable" }, ...unavailable, retryAfter: "1" },
    { name: "a timeout", fault: { kind: "slow", delayMs: 3_500 }, ...unavailable, retryAfter: "1" },
    {
      name: "a refused package",
      fault: { kind: "reject", status: 403, code: 60606 },
      status: 409,
      code: "not_supported",
    },
    {
      name: "refused credentials",
      fault: { kind: "reject", status: 401, code: 20003, times: 2 },
      status: 422,
      code: "provider_rejected_credentials",
    },
  ] as const)(
    "answers $status for $name, and keeps the known record",
    async ({ fault, status, code, ...rest }) => {
      const { tenantId } = await world.newTenant();
      const client = lookupClient({ tenantId });
      const number = newNumber();
      const known = (await client.lookup({ number })).body;
      await world.simulator.fault({ ...fault, match: { to: number } });
      const failed = await client.lookup({ number, refresh: true });
      expect(failed).toMatchObject({ status, body: { code } });
      expect(failed.headers["retry-after"]).toBe("retryAfter" in rest ? rest.retryAfter : undefined);
      expect((await client.lookup({ number })).body).toEqual({ ...known, cached: true });
      expect((await client.lookup({ number, refresh: true })).status).toBe(200);
    },
    20_000,
  );

  test("leaves no claim for a number without a record", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await world.simulator.fault({ kind: "error-before", match: { to: number } });
    expect((await client.lookup({ number })).status).toBe(503);
    expect((await client.get(number)).status).toBe(404);
    expect((await client.list()).body.items).toEqual([]);
    expect((await client.lookup({ number })).status).toBe(200);
  });

  test("does not ask the provider again for concurrent callers who waited", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    await world.simulator.fault({ kind: "lost-response", match: { to: number }, times: 0 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => client.lookup({ number })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(await world.paidRequests(number)).toBeLessThan(5);
    await world.simulator.clearFaults({ to: number });
    expect((await client.lookup({ number })).status).toBe(200);
  });
});

describe("lookupNumber without cost", () => {
  test("answers test keys from the numbering plan, apart from live data (invariant 21)", async () => {
    const { tenantId } = await world.newTenant();
    const number = newNumber();
    const testKey = lookupClient({ tenantId, mode: "test" });
    const answer = await testKey.lookup({ number, fields: ["callerName"] });
    expect(answer.body).toMatchObject({
      source: "metadata",
      isValid: true,
      country: "US",
      lineType: null,
      isMobile: null,
      providerConfigId: null,
      cached: false,
    });
    expect((await testKey.lookup({ number })).body.cached).toBe(true);
    expect(await world.paidRequests(number)).toBe(0);
    expect((await lookupClient({ tenantId }).get(number)).status).toBe(404);
  });

  test.each([
    ["an SNS configuration", { provider: "sns" }],
    ["a configuration in test mode", { testMode: true }],
  ] as const)("serves %s", async (_, change) => {
    const { tenantId } = await world.newTenant(change);
    const answer = await lookupClient({ tenantId }).lookup({ number: "+34612345678" });
    expect(answer.body).toMatchObject({ source: "metadata", country: "ES", lineType: "mobile", isMobile: true });
  });

  test("never asks the provider about an impossible number, and stores nothing", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const answer = await client.lookup({ number: "+1 999 555 0100" });
    expect(answer).toMatchObject({ status: 200, body: { number: "+19995550100", isValid: false, source: "metadata" } });
    expect(await world.paidRequests("+19995550100")).toBe(0);
    expect((await client.list()).body.items).toEqual([]);
  });

  test.each([
    [{ number: "hello" }, "invalid_number"],
    [{ number: "+1415" }, "invalid_number"],
    [{ number: "(415) 200-1234" }, "country_required"],
    [{ number: "+14152001234", fields: ["weather"] }, "invalid_request"],
    [{ number: "+14152001234", extra: 1 }, "invalid_request"],
    [{ number: 14152001234 }, "invalid_request"],
  ])("refuses %j as %s", async (body, code) => {
    const { tenantId } = await world.newTenant();
    expect(await lookupClient({ tenantId }).lookup(body)).toMatchObject({ status: 400, body: { code } });
  });

  test("refuses an unverified configuration and another owner's", async () => {
    const { tenantId } = await world.newTenant({ verified: false });
    const other = await world.newTenant();
    const client = lookupClient({ tenantId });
    const number = newNumber();
    expect(await client.lookup({ number })).toMatchObject({ status: 409, body: { code: "provider_not_verified" } });
    const foreign = await client.lookup({ number, providerConfigId: other.config.id });
    expect(foreign).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await world.paidRequests(number)).toBe(0);
  });
});

test("lookupNumber caches apart for each tenant and each configuration", async () => {
  const { tenantId, config } = await world.newTenant();
  const second = await world.addConfig(tenantId);
  const other = await world.newTenant();
  const number = newNumber();
  await lookupClient({ tenantId }).lookup({ number, providerConfigId: config.id });
  await lookupClient({ tenantId }).lookup({ number, providerConfigId: second.id });
  await lookupClient({ tenantId: other.tenantId }).lookup({ number });
  expect(await world.paidRequests(number)).toBe(3);
  const row = await dynamodb().send(
    new GetCommand({ TableName: tableNamed("lookups"), Key: { pk: `${tenantId}#${number}`, sk: config.id } }),
  );
  expect(row.Item).not.toHaveProperty("claimToken");
});
