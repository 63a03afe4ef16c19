import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { setClock } from "../../shared/clock.ts";
import type { TenantId } from "../../shared/ids.ts";
import { noteWebhook } from "../../shared/provider-configs/health-writes.ts";
import { readConfig } from "../../shared/provider-configs/provider-config-reads.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterEach(() => {
  setClock(Date.now);
  vi.restoreAllMocks();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const made = async () => {
  const { id: tenantId, api } = await hub.newBareTenant();
  const { body } = await api.post(path, { name: "x", provider: "twilio" });
  const found = await readConfig(tenantId as TenantId, body.id);
  if (!found) throw new Error("no such row");
  return { tenantId, api, config: found.config, one: `${path}/${body.id}` };
};

test("webhooks that arrive are noted once in five minutes, and cost no change of anybody's a retry", async () => {
  const { api, config, one } = await made();
  const send = vi.spyOn(dynamodb(), "send");
  for (let i = 0; i < 10; i++) await noteWebhook(config, "lastInboundAt");
  expect(send).toHaveBeenCalledTimes(1);
  const { health } = (await api.get(one)).body;
  expect(Date.now() - Date.parse(health.lastInboundAt)).toBeLessThan(10_000);
  expect(health.lastStatusCallbackAt).toBeNull();
  const found = await readConfig(config.tenantId, config.id);
  expect(found?.config.revision).toBe(config.revision);
  const later = Date.now() + 301_000;
  setClock(() => later);
  send.mockClear();
  await noteWebhook(config, "lastInboundAt");
  expect(send).toHaveBeenCalledTimes(1);
});

test("a webhook for a configuration that was deleted does not bring its row back", async () => {
  const { tenantId, api, config, one } = await made();
  await api.del(one);
  await noteWebhook(config, "lastStatusCallbackAt");
  expect(await hub.rows("providerConfigs", tenantId)).toEqual([]);
});

test("a store that cannot be reached costs no webhook", async () => {
  const { config } = await made();
  vi.spyOn(dynamodb(), "send").mockRejectedValue(new Error("down"));
  await expect(noteWebhook(config, "lastInboundAt")).resolves.toBeUndefined();
});
