import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { countries } from "../../shared/api/schemas/country.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import type { TenantId } from "../../shared/kernel/ids.ts";
import { readRestrictions, restrictionsOf } from "../../shared/sending-pauses/pause-reads.ts";
import { findPausedBy } from "../../shared/sending-pauses/paused-by.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());
afterEach(() => setClock(Date.now));

const path = "/v1/sending-pauses";
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
const sms = { provider: "twilio", channel: "sms", country: "DE", isTest: false } as const;
const restrictions = (id: string) => readRestrictions(id as TenantId);

describe("setSendingPause", () => {
  test("by a tenant holds only that tenant", async () => {
    const [one, other] = [await hub.newBareTenant(), await hub.newBareTenant()];
    const { status, body } = await one.api.put(path, { country: "de", channel: "sms", reason: "Too many complaints" });
    expect(status).toBe(200);
    expect(body).toMatchObject({ setBy: "tenant", tenantId: one.id, provider: null, country: "DE", channel: "sms" });
    expect(findPausedBy(await restrictions(one.id), sms)).toMatchObject({
      pauseId: body.id,
      reason: "Too many complaints",
    });
    expect(findPausedBy(await restrictions(one.id), { ...sms, country: "FR" })).toBeNull();
    expect(findPausedBy(await restrictions(other.id), sms)).toBeNull();
  });

  test("by a platform administrator without a tenant holds every tenant", async () => {
    const one = await hub.newBareTenant();
    const { body } = await hub.admin.put(path, { country: "TK", reason: "Fraud" });
    expect(body).toMatchObject({ setBy: "platform", tenantId: null });
    expect(findPausedBy(await restrictions(one.id), { ...sms, country: "TK" })).toMatchObject({ pauseId: body.id });
    await hub.admin.del(`${path}/${body.id}`);
    expect(findPausedBy(await restrictions(one.id), { ...sms, country: "TK" })).toBeNull();
  });

  test("by a platform administrator with a tenant holds only that tenant", async () => {
    const [one, other] = [await hub.newBareTenant(), await hub.newBareTenant()];
    const { body } = await hub.admin.put(path, { tenantId: one.id, reason: "Spam" });
    expect(body).toMatchObject({ setBy: "platform", tenantId: one.id });
    expect(findPausedBy(await restrictions(one.id), sms)).not.toBeNull();
    expect(findPausedBy(await restrictions(other.id), sms)).toBeNull();
    await hub.admin.del(`${path}/${body.id}`);
  });

  test("replaces the reason and the end of an equal pause", async () => {
    const { api } = await hub.newBareTenant();
    const first = await api.put(path, { provider: "sns", reason: "First" });
    const until = inSeconds(600);
    const second = await api.put(path, { provider: "sns", reason: "Second", until });
    expect(second.body).toEqual({ ...first.body, reason: "Second", until });
    expect((await api.get(path)).body.items).toEqual([second.body]);
  });

  test("keeps every pause of concurrent requests", async () => {
    const { api } = await hub.newBareTenant();
    const countries = ["DE", "FR", "ES", "IT", "AT", "CH"];
    const answers = await Promise.all(countries.map((country) => api.put(path, { country, reason: "x" })));
    const taken = answers.filter(({ status }) => status === 200).map(({ body }) => body.id);
    expect(taken.length).toBeGreaterThan(0);
    expect(idsOf((await api.get(path)).body.items).sort()).toEqual(taken.sort());
  });

  test("refuses a tenant's 21st pause (invariant 31)", async () => {
    const { api } = await hub.newBareTenant();
    const [first, ...others] = countries.slice(0, 21);
    const statuses: number[] = [];
    for (const country of [first, ...others]) statuses.push((await api.put(path, { country, reason: "x" })).status);
    expect(statuses).toEqual([...Array(20).fill(200), 409]);
    // A repeated pause needs no free place, and a pause whose end has passed takes none.
    expect((await api.put(path, { country: first, reason: "y", until: inSeconds(5) })).status).toBe(200);
    const later = Date.now() + 6_000;
    setClock(() => later);
    expect((await api.put(path, { country: others.at(-1), reason: "x" })).status).toBe(200);
  });

  test("refuses a caller without manage_tenant, and a test key", async () => {
    const { api } = await hub.newBareTenant();
    const keyWith = async (settings: object) =>
      hub.api((await api.post("/v1/api-keys", { name: "x", ...settings })).body.secret);
    const sender = await keyWith({ permissions: ["send_messages"] });
    const tester = await keyWith({ permissions: ["manage_tenant"], mode: "test" });
    for (const one of [sender, tester])
      expect(await one.put(path, { reason: "x" })).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test("answers for another tenant as for an unknown one (invariant 16)", async () => {
    const [one, other] = [await hub.newBareTenant(), await hub.newBareTenant()];
    for (const tenantId of [other.id, "ten_nobody", `${other.id}#sending-pauses`])
      expect(await one.api.put(path, { tenantId, reason: "x" })).toMatchObject({ status: 404 });
    const beside = await hub.admin.put(path, { tenantId: `${one.id}#sending-pauses`, reason: "x" });
    expect(beside).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test.each([
    ["no reason", {}],
    ["an empty reason", { reason: "  " }],
    ["an end in the past", { reason: "x", until: "2020-01-01T00:00:00.000Z" }],
    ["an end in two years", { reason: "x", until: new Date(Date.now() + 2 * 366 * 86_400_000).toISOString() }],
    ["an unknown provider", { reason: "x", provider: "carrier-pigeon" }],
    ["an invalid country", { reason: "x", country: "DEU" }],
    ["an unknown member", { reason: "x", everything: true }],
  ])("refuses %s (invariant 24)", async (_what, body) => {
    const { api } = await hub.newBareTenant();
    expect(await api.put(path, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });

  test("and endSendingPause write audit rows to the log of the held tenant (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await hub.admin.put(path, { tenantId: id, reason: "Spam" });
    await hub.admin.del(`${path}/${body.id}`);
    const own = await api.put(path, { reason: "Mine" });
    const rows = (await hub.rows("audit", id)).filter(({ action }) => /SendingPause$/.test(String(action)));
    expect(rows).toMatchObject([
      { action: "setSendingPause", target: body.id, changes: { reason: "Spam" } },
      { action: "endSendingPause", target: body.id },
      { action: "setSendingPause", target: own.body.id, changes: { reason: "Mine" } },
    ]);
  });
});

describe("listSendingPauses", () => {
  test("shows a tenant every pause that holds it, and a platform administrator the platform's pauses", async () => {
    const [one, other] = [await hub.newBareTenant(), await hub.newBareTenant()];
    const ofOne = await hub.admin.put(path, { tenantId: one.id, country: "DE", reason: "x" });
    const ofOther = await hub.admin.put(path, { tenantId: other.id, country: "DE", reason: "x" });
    const own = await one.api.put(path, { country: "DE", reason: "x" });
    const seen = idsOf((await one.api.get(path)).body.items);
    expect(seen).toEqual(expect.arrayContaining([ofOne.body.id, own.body.id]));
    expect(seen).not.toContain(ofOther.body.id);
    const platforms = idsOf((await hub.admin.get(path)).body.items);
    expect(platforms).toEqual(expect.arrayContaining([ofOne.body.id, ofOther.body.id]));
    expect(platforms).not.toContain(own.body.id);
    expect(idsOf((await hub.admin.get(`${path}?tenantId=${one.id}`)).body.items).sort()).toEqual(seen.sort());
    expect((await one.api.get(`${path}?tenantId=${other.id}`)).status).toBe(404);
  });

  test("hides a pause whose end has passed", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.put(path, { country: "DE", reason: "x", until: inSeconds(30) });
    expect(idsOf((await api.get(path)).body.items)).toContain(body.id);
    const later = Date.now() + 31_000;
    setClock(() => later);
    expect(idsOf((await api.get(path)).body.items)).not.toContain(body.id);
  });
});

describe("endSendingPause", () => {
  test("by a tenant ends its own pause, but not the platform's", async () => {
    const { id, api } = await hub.newBareTenant();
    const own = await api.put(path, { reason: "Mine" });
    const theirs = await hub.admin.put(path, { tenantId: id, reason: "Spam" });
    expect(await api.del(`${path}/${theirs.body.id}`)).toMatchObject({
      status: 403,
      body: { code: "permission_missing" },
    });
    expect((await api.del(`${path}/${own.body.id}`)).status).toBe(204);
    expect((await api.del(`${path}/${own.body.id}`)).status).toBe(404);
    expect(findPausedBy(await restrictions(id), sms)).toMatchObject({ pauseId: theirs.body.id });
    await hub.admin.del(`${path}/${theirs.body.id}`);
    expect(findPausedBy(await restrictions(id), sms)).toBeNull();
  });

  test("by a platform administrator with the tenant's id ends that tenant's own pause", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await api.put(path, { reason: "Mine" });
    expect((await hub.admin.del(`${path}/${body.id}`)).status).toBe(404);
    expect((await hub.admin.del(`${path}/${body.id}?tenantId=${id}`)).status).toBe(204);
    expect(findPausedBy(await restrictions(id), sms)).toBeNull();
  });
});

describe("restrictionsOf()", () => {
  test("applies a pause, a suspension and their ends within 10 s (invariant 21)", async () => {
    const { id, api } = await hub.newBareTenant();
    const held = async () => findPausedBy(await restrictionsOf(id as TenantId), sms)?.kind ?? null;
    let seconds = 0;
    const afterTenSeconds = () => {
      seconds += 10.001;
      const at = Date.now() + seconds * 1000;
      setClock(() => at);
    };
    expect(await held()).toBeNull();
    const { body } = await api.put(path, { reason: "x" });
    expect(await held()).toBeNull();
    afterTenSeconds();
    expect(await held()).toBe("sending_pause");
    await api.del(`${path}/${body.id}`);
    await hub.admin.post(`/v1/tenants/${id}/suspend`);
    afterTenSeconds();
    expect(await held()).toBe("tenant_suspended");
    await hub.admin.post(`/v1/tenants/${id}/resume`);
    afterTenSeconds();
    expect(await held()).toBeNull();
  });
});
