import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { chooseConfig } from "../../shared/delivery/choose-config.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import type { TenantId } from "../../shared/kernel/ids.ts";
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
const make = async (
  settings: { ownerUserId?: string; [setting: string]: unknown } = {},
  api = tenant.api,
  base = settings.ownerUserId === undefined ? path : `${path}?onBehalfOf=${settings.ownerUserId}`,
): Promise<string> => (await api.post(base, { name: "x", provider: "twilio", testMode: true, ...settings })).body.id;
const chosen = async (actingUserId: string | null = null, providerConfigId?: string, useHubProvider = false) => {
  const caller = { tenantId: tenant.id as TenantId, useHubProvider };
  return (await chooseConfig(caller, { actingUserId, providerConfigId }))?.id ?? null;
};
const nextMinute = () => {
  const later = Date.now() + 31_000;
  setClock(() => later);
};

describe("chooseConfig()", () => {
  test("prefers the acting user's own configuration to the tenant's default (invariant 29)", async () => {
    const [shared, own] = [await make(), await make({ ownerUserId: "u1" })];
    expect(await chosen()).toBe(shared);
    expect(await chosen("u1")).toBe(own);
    expect(await chosen("u2")).toBe(shared);
  });

  test("chooses the newest of a user's own that is active and verified, else the tenant's default", async () => {
    const shared = await make();
    const unverified = await make({ ownerUserId: "u1", testMode: false });
    expect(await chosen("u1")).toBe(shared);
    expect(await chosen("u1", unverified)).toBe(unverified);
    const first = await make({ ownerUserId: "u1" });
    nextMinute();
    expect(await chosen("u1")).toBe(first);
    const second = await make({ ownerUserId: "u1" });
    await make({ ownerUserId: "u1", isActive: false });
    const later = Date.now() + 62_000;
    setClock(() => later);
    expect(await chosen("u1")).toBe(second);
  });

  test("returns the requested configuration if it is active and the caller may use it (invariant 16)", async () => {
    const [, second, off] = [await make(), await make(), await make({ isActive: false })];
    const own = await make({ ownerUserId: "u1" });
    const foreign = await make({}, (await hub.newBareTenant()).api);
    expect(await chosen(null, second)).toBe(second);
    expect(await chosen("u1", own)).toBe(own);
    await expect(chosen("u2", own)).rejects.toMatchObject({ code: "not_found" });
    for (const id of [off, own, foreign, "cfg_none", "default", "shared", "owner#u1"])
      await expect(chosen(null, id)).rejects.toMatchObject({ code: "not_found" });
  });

  test("falls back to the hub's default only for a tenant that opted in", async () => {
    const hubConfig = await make({ isDefault: true }, hub.admin, "/v1/hub/provider-configs");
    expect(await chosen()).toBeNull();
    expect(await chosen(null, undefined, true)).toBe(hubConfig);
    expect(await chosen(null, hubConfig, true)).toBe(hubConfig);
    await expect(chosen(null, hubConfig)).rejects.toMatchObject({ code: "not_found" });
    const own = await make();
    nextMinute();
    expect(await chosen(null, undefined, true)).toBe(own);
  });

  test("skips a default that is not active", async () => {
    const id = await make();
    await tenant.api.patch(`${path}/${id}`, { isActive: false });
    expect(await chosen()).toBeNull();
  });

  test("reads once in 10 s, but reads again before it refuses", async () => {
    const id = await make();
    await chosen();
    const send = vi.spyOn(dynamodb(), "send");
    expect(await chosen()).toBe(id);
    expect(send).not.toHaveBeenCalled();
    const second = await make();
    expect(await chosen(null, second)).toBe(second);
    const live = await make({ testMode: false, isDefault: true });
    nextMinute();
    expect(await chosen()).toBe(live);
    await tenant.api.patch(`${path}/${live}`, { testMode: true });
    const usable = await chooseConfig(
      { tenantId: tenant.id as TenantId, useHubProvider: false },
      { actingUserId: null },
    );
    expect(usable && isUsable(usable)).toBe(true);
  });

  test("reads no list that other users can extend (invariant 31)", async () => {
    await Promise.all([make(), make({ ownerUserId: "u1" })]);
    const crowd = Array.from({ length: 20 }, (_, n) => make({ ownerUserId: `crowd-${n}`, fromNumbers: [] }));
    await Promise.all(crowd);
    const read: string[] = [];
    const original = dynamodb().send.bind(dynamodb());
    vi.spyOn(dynamodb(), "send").mockImplementation((async (command: Parameters<typeof original>[0]) => {
      const answer = await original(command);
      const {
        Item,
        Items = [],
        Responses = {},
      } = answer as {
        Item?: { sk: string };
        Items?: { sk: string }[];
        Responses?: Record<string, { sk: string }[]>;
      };
      for (const { sk } of [...(Item ? [Item] : []), ...Items, ...Object.values(Responses).flat()]) read.push(sk);
      return answer;
    }) as typeof original);
    nextMinute();
    await chosen("u1");
    expect(read.length).toBeGreaterThan(0);
    expect(read.length).toBeLessThanOrEqual(4);
  });
});

describe("configByWebhookId()", () => {
  const webhookIdOf = async (id: string): Promise<string> =>
    (await tenant.api.get(`${path}/${id}`)).body.webhookUrls.inbound.split("/").at(-1);

  test("finds the configuration by its webhook id", async () => {
    const id = await make();
    expect(await configByWebhookId(await webhookIdOf(id))).toMatchObject({ id, tenantId: tenant.id });
  });

  test("caches a hit and a miss for 30 s", async () => {
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
