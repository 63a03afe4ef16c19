import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { api, eventually, hub, newNumber, newTenant, simulator, type TestTenant } from "../support/hub/hub.ts";
import { endOf, jobsAt } from "../support/hub/jobs.ts";
import { shortFunctionWaits } from "../support/hub/short-waits.ts";
import { rowsHolding } from "../support/tables/table-scan.ts";

const { age, erase } = jobsAt(hub);

let tenant: TestTenant;
let other: TestTenant;
let inTest: Api;
beforeAll(async () => {
  [tenant, other] = await Promise.all([newTenant(), newTenant()]);
  const permissions = ["send_messages", "view_messages", "lookup_numbers", "view_lookups", "manage_tenant"];
  inTest = api((await tenant.api.post("/v1/api-keys", { name: "t", mode: "test", permissions })).body.secret);
});

interface Sent {
  id: string;
  status: string;
  isFinal: boolean;
  providerMessageId: string;
}
const sent = async (by: Api, to: string, headers: Record<string, string> = {}): Promise<Sent> => {
  const { body } = await by.post("/v1/messages", { to, body: "private words" }, headers);
  const ask = async (): Promise<Sent> => (await by.get(`/v1/messages/${body.id}`)).body;
  return eventually(ask, ({ isFinal, status }) => isFinal || status === "queued");
};
const listed = async (by: Api, number: string): Promise<{ id: string }[]> =>
  (await by.get(`/v1/messages?participant=${number.slice(1)}&limit=200`)).body.items;

describe("createErasure for a used number (invariant 25)", () => {
  const number = newNumber();
  const firstKey = { "idempotency-key": crypto.randomUUID() };
  let first: Sent;
  let stop: { messageSid: string };
  let erasure: Record<string, unknown>;

  beforeAll(async () => {
    first = await sent(tenant.api, number, firstKey);
    await sent(inTest, number);
    await sent(other.api, number);
    await simulator.inbound({ from: number, to: tenant.twilio.number, body: "hello" });
    await simulator.fault({ match: { to: number }, kind: "throttle", retryAfterSeconds: 900 });
    expect((await sent(tenant.api, number)).status).toBe("queued");
    stop = await simulator.inbound({ from: number, to: tenant.twilio.number, body: "STOP" });
    await tenant.api.post("/v1/lookups", { number });
    await tenant.api.put(`/v1/lookups/${number}`, { lineType: "mobile", callerName: "Ada" });
    await inTest.post("/v1/lookups", { number });
    await other.api.put(`/v1/lookups/${number}`, { lineType: "landline" });
    const { body } = await tenant.api.post("/v1/exports", { number });
    await endOf(tenant.api, `/v1/exports/${body.id}`);
    expect((await rowsHolding(hub, number)).filter((row) => row.includes(tenant.id)).length).toBeGreaterThan(7);
    erasure = await erase(tenant, number);
  });

  test("reports counts of the erased records", () => {
    expect(erasure).toMatchObject({
      status: "completed",
      failure: null,
      number: expect.stringContaining("•••"),
      counts: { messages: 5, lookups: 3, optOuts: 2, exports: 1 },
      providerCopies: { blanked: 3, left: 0 },
      completedAt: expect.any(String),
    });
  });

  test("leaves the number in no table, except for other tenants", async () => {
    const rows = await rowsHolding(hub, number);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.includes(other.id))).toEqual([]);
  });

  test("hides the number from every operation", async () => {
    for (const by of [tenant.api, inTest]) {
      expect(await listed(by, number)).toEqual([]);
      expect((await by.get(`/v1/lookups/${number}`)).status).toBe(404);
    }
    expect((await tenant.api.get(`/v1/messages/${first.id}`)).status).toBe(404);
    const byProvider = await tenant.api.get(`/v1/messages?providerMessageId=${first.providerMessageId}`);
    expect(byProvider.body.items).toEqual([]);
    expect(JSON.stringify((await tenant.api.get("/v1/lookups?limit=200")).body)).not.toContain(number.slice(1));
    expect(JSON.stringify((await tenant.api.get("/v1/messages?limit=200")).body)).not.toContain(number.slice(1));
  });

  test("blanks the bodies at the provider, and never sends a queued message", async () => {
    const copies = await simulator.accepted({ to: number, accountSid: tenant.twilio.accountSid });
    expect(copies.map(({ body }) => body)).toEqual([""]);
  });

  test("leaves another tenant's records unchanged", async () => {
    expect(await listed(other.api, number)).toHaveLength(1);
    expect((await other.api.get(`/v1/lookups/${number}`)).body.lineType).toBe("landline");
    expect((await simulator.accepted({ to: number, accountSid: other.twilio.accountSid }))[0]?.body).toBe(
      "private words",
    );
  });

  test("restores nothing by a callback, a replayed webhook or an idempotency key", async () => {
    await simulator.sendCallbacks(first.providerMessageId, { statuses: ["delivered"] });
    await simulator.inbound({ from: number, to: tenant.twilio.number, body: "STOP", messageSid: stop.messageSid });
    const again = await tenant.api.post("/v1/messages", { to: number, body: "private words" }, firstKey);
    expect(again).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await listed(tenant.api, number)).toEqual([]);
    expect((await rowsHolding(hub, number)).filter((row) => !row.includes(other.id))).toEqual([]);
  });
});

describe("createErasure for a number that opted out (invariants 7 and 25)", () => {
  test("keeps the number opted out until a START, and erases it a second time", async () => {
    const own = await newTenant();
    const number = newNumber();
    await sent(own.api, number);
    await simulator.inbound({ from: number, to: own.twilio.number, body: "STOP" });
    expect(await erase(own, number)).toMatchObject({ status: "completed", counts: { messages: 2, optOuts: 2 } });
    expect(await sent(own.api, number)).toMatchObject({ status: "suppressed" });
    await simulator.inbound({ from: number, to: own.twilio.number, body: "START" });
    expect((await sent(own.api, number)).status).toBe("delivered");
    await simulator.inbound({ from: number, to: own.twilio.number, body: "STOP" });
    expect(await sent(own.api, number)).toMatchObject({ status: "suppressed" });
    expect(await erase(own, number)).toMatchObject({ status: "completed", counts: { messages: 5, optOuts: 2 } });
    expect(await rowsHolding(hub, number)).toEqual([]);
  });
});

describe("createErasure", () => {
  test("answers at once with a job, and with the same job to an equal request (invariant 6)", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const number = newNumber();
    const first = await tenant.api.post("/v1/erasures", { number }, headers);
    expect(first).toMatchObject({ status: 202, body: { status: "pending", counts: {}, completedAt: null } });
    const second = await tenant.api.post("/v1/erasures", { number: number.slice(2) }, headers);
    expect(second).toMatchObject({ status: 202, body: { id: first.body.id } });
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    const different = await tenant.api.post("/v1/erasures", { number: newNumber() }, headers);
    expect(different).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    await age(tenant.id, first.body.id);
  });

  test("refuses the tenant's own number, which is a party of every message", async () => {
    const answer = await tenant.api.post("/v1/erasures", { number: tenant.twilio.number });
    expect(answer).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  test.each([
    ["no number", "hello, you"],
    ["a number with a typing error", "41555526x1"],
    ["a number that is too short", "+1"],
    ["nothing", ""],
  ])("refuses %s", async (_what, number) => {
    expect((await tenant.api.post("/v1/erasures", { number })).status).toBe(400);
  });

  test("accepts a number that cannot be dialled but may have records", async () => {
    const number = "+15550001234";
    await tenant.api.put(`/v1/lookups/${number}`, { lineType: "mobile" });
    expect(await erase(tenant, number)).toMatchObject({ status: "completed", counts: { lookups: 1 } });
    expect((await tenant.api.get(`/v1/lookups/${number}`)).status).toBe(404);
  });

  test("requires a live key, because it reaches live data (invariant 21)", async () => {
    const answer = await inTest.post("/v1/erasures", { number: newNumber() });
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test("waits for operations under way, then completes", async () => {
    const number = newNumber();
    await sent(tenant.api, number);
    const { body } = await tenant.api.post("/v1/erasures", { number });
    const ended = await eventually(
      async () => (await tenant.api.get(`/v1/erasures/${body.id}`)).body,
      ({ status }) => status === "completed",
    );
    expect(ended).toMatchObject({ status: "completed", counts: { messages: 1 } });
    expect(Date.parse(ended.completedAt) - Date.parse(ended.createdAt)).toBeGreaterThanOrEqual(
      shortFunctionWaits.erasureSettling,
    );
    expect(await rowsHolding(hub, number)).toEqual([]);
  });
});
