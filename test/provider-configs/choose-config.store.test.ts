import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { setClock } from "../../shared/clock.ts";
import type { TenantId } from "../../shared/ids.ts";
import { chooseConfig } from "../../shared/provider-configs/choose-config.ts";
import { configByWebhookId } from "../../shared/provider-configs/config-by-webhook-id.ts";
import { isUsable } from "../../shared/provider-configs/provider-config.ts";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
let tenant: { id: string; api: Api };
beforeAll(async () => {
  hub = await startInProcessHub();
});
beforeEach(async () => {
  tenant = await hub.newBareTenant();
});
afterEach(() => {
  setClock(Date.now);
  vi.restoreAllMocks();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const make = async (settings: object = {}, api = tenant.api, base = path): Promise<string> =>
  (await api.post(base, { name: "x", provider: "twilio", testMode: true, ...settings })).body.id;
const callerOf = (userId: string | null = null, useHubProvider = false) => ({
  ...{ tenantId: tenant.id as TenantId, userId, useHubProvider, onlyOwn: null },
});
const chosen = async (caller = callerOf(), wanted: Parameters<typeof chooseConfig>[1] = {}) =>
  (await chooseConfig(caller, wanted))?.id ?? null;

describe("chooseConfig", () => {
  test("prefers the user's own configuration to the tenant's default", async () => {
    const [shared, own] = [await make(), await make({ ownerUserId: "u1" })];
    expect(await chosen()).toBe(shared);
    expect(await chosen(callerOf("u1"))).toBe(own);
    expect(await chosen(callerOf("u2"))).toBe(shared);
    expect(await chosen(callerOf(), { userId: "u1" })).toBe(own);
  });

  test("does not let a token use another user's configuration by naming that user", async () => {
    const [shared, own] = [await make(), await make({ ownerUserId: "u1" })];
    expect(await chosen(callerOf("u2"), { userId: "u1" })).toBe(shared);
    await expect(chosen(callerOf("u2"), { userId: "u1", providerConfigId: own })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("returns the requested configuration if it is active and the caller may use it (invariant 16)", async () => {
    const [, second, off] = [await make(), await make(), await make({ isActive: false })];
    const own = await make({ ownerUserId: "u1" });
    const foreign = await make({}, (await hub.newBareTenant()).api);
    expect(await chosen(callerOf(), { providerConfigId: second })).toBe(second);
    expect(await chosen(callerOf("u1"), { providerConfigId: own })).toBe(own);
    for (const providerConfigId of [off, own, foreign, "cfg_none", "default"])
      await expect(chosen(callerOf(), { providerConfigId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("falls back to the hub's default only for a tenant that opted in", async () => {
    const hubConfig = await make({ isDefault: true }, hub.admin, "/v1/hub/provider-configs");
    expect(await chosen()).toBeNull();
    expect(await chosen(callerOf(null, true))).toBe(hubConfig);
    expect(await chosen(callerOf(null, true), { providerConfigId: hubConfig })).toBe(hubConfig);
    await expect(chosen(callerOf(), { providerConfigId: hubConfig })).rejects.toMatchObject({ code: "not_found" });
    const own = await make();
    const later = Date.now() + 31_000;
    setClock(() => later);
    expect(await chosen(callerOf(null, true))).toBe(own);
  });

  test("skips a default that is not active", async () => {
    const id = await make();
    await tenant.api.patch(`${path}/${id}`, { isActive: false });
    expect(await chosen()).toBeNull();
  });

  test("reads once in 10 s, but never refuses from memory alone", async () => {
    const id = await make();
    await chosen();
    const send = vi.spyOn(dynamodb(), "send");
    expect(await chosen()).toBe(id);
    expect(send).not.toHaveBeenCalled();
    const second = await make();
    expect(await chosen(callerOf(), { providerConfigId: second })).toBe(second);
    const live = await make({ testMode: false, isDefault: true });
    const later = Date.now() + 11_000;
    setClock(() => later);
    expect(await chosen()).toBe(live);
    await tenant.api.patch(`${path}/${live}`, { testMode: true });
    const usable = await chooseConfig(callerOf(), {});
    expect(usable && isUsable(usable)).toBe(true);
  });
});

describe("configByWebhookId", () => {
  const webhookIdOf = async (id: string): Promise<string> =>
    (await tenant.api.get(`${path}/${id}`)).body.webhookUrls.inbound.split("/").at(-1);

  test("finds the configuration by its webhook id", async () => {
    const id = await make();
    expect(await configByWebhookId(await webhookIdOf(id))).toMatchObject({ id, tenantId: tenant.id });
  });

  test("remembers a hit and a miss for 30 s", async () => {
    const send = vi.spyOn(dynamodb(), "send");
    for (let i = 0; i < 3; i++) expect(await configByWebhookId("A".repeat(22))).toBeNull();
    expect(send).toHaveBeenCalledTimes(1);
    const later = Date.now() + 31_000;
    setClock(() => later);
    await configByWebhookId("A".repeat(22));
    expect(send).toHaveBeenCalledTimes(2);
  });

  test("does not read the store for a malformed id", async () => {
    const send = vi.spyOn(dynamodb(), "send");
    for (const text of ["", "short", "A".repeat(23), "../../../../etc/passwd", "default"])
      expect(await configByWebhookId(text)).toBeNull();
    expect(send).not.toHaveBeenCalled();
  });
});
