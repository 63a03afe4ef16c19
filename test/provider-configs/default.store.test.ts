import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const make = async (api: Api, settings: object = {}, query = ""): Promise<string> =>
  (await api.post(`${path}${query}`, { name: "x", provider: "twilio", ...settings })).body.id;
const forUser = "?onBehalfOf=u1";
const defaultsOf = async (api: Api): Promise<string[]> => {
  const { items } = (await api.get(`${path}?limit=200`)).body;
  return items.filter((one: { isDefault: boolean }) => one.isDefault).map(({ id }: { id: string }) => id);
};

describe("createProviderConfig and updateProviderConfig", () => {
  test("make the first configuration the default, unless it declines or is a user's", async () => {
    const { api } = await hub.newBareTenant();
    await make(api, {}, forUser);
    await make(api, { isDefault: false });
    expect(await defaultsOf(api)).toEqual([]);
    const third = await make(api);
    await make(api);
    expect(await defaultsOf(api)).toEqual([third]);
  });

  test("move the default to a new or changed configuration, or clear it", async () => {
    const { api } = await hub.newBareTenant();
    const first = await make(api);
    const second = await make(api, { isDefault: true });
    expect(await defaultsOf(api)).toEqual([second]);
    expect((await api.patch(`${path}/${first}`, { isDefault: true })).body.isDefault).toBe(true);
    expect(await defaultsOf(api)).toEqual([first]);
    expect((await api.patch(`${path}/${second}`, { isDefault: false })).body.isDefault).toBe(false);
    expect(await defaultsOf(api)).toEqual([first]);
    expect((await api.patch(`${path}/${first}`, { isDefault: false })).body.isDefault).toBe(false);
    expect(await defaultsOf(api)).toEqual([]);
  });

  test("clear the default when deleteProviderConfig deletes it", async () => {
    const { id, api } = await hub.newBareTenant();
    const first = await make(api);
    await api.del(`${path}/${first}`);
    expect(await hub.rows("providerConfigs", id)).toEqual([{ pk: id, sk: "shared" }]);
    const next = await make(api);
    expect(await defaultsOf(api)).toEqual([next]);
  });

  test("never make a user's configuration the default", async () => {
    const { api } = await hub.newBareTenant();
    const own = await make(api, {}, forUser);
    expect((await api.patch(`${path}/${own}${forUser}`, { isDefault: true })).status).toBe(400);
    expect(await defaultsOf(api)).toEqual([]);
  });

  test("make one default of 10 concurrent first configurations", async () => {
    const { api } = await hub.newBareTenant();
    const ids = await Promise.all(Array.from({ length: 10 }, () => make(api)));
    expect(new Set(ids).size).toBe(10);
    expect(await defaultsOf(api)).toHaveLength(1);
  });

  test("make one default of 10 concurrent requests for it", async () => {
    const { api } = await hub.newBareTenant();
    const ids = await Promise.all(Array.from({ length: 10 }, () => make(api)));
    const answers = await Promise.all(ids.map((id) => api.patch(`${path}/${id}`, { isDefault: true })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await defaultsOf(api)).toHaveLength(1);
  });

  test("never leave a deleted configuration as the default after concurrent requests", async () => {
    for (let round = 0; round < 10; round++) {
      const { id, api } = await hub.newBareTenant();
      const [, second] = [await make(api), await make(api)];
      const one = `${path}/${second}`;
      await Promise.all([api.patch(one, { isDefault: true }), api.del(one)]);
      const rows = await hub.rows("providerConfigs", id);
      const pointer = rows.find(({ sk }) => sk === "default");
      if (pointer) expect(rows.map(({ sk }) => sk)).toContain(pointer.configId);
    }
  });
});
