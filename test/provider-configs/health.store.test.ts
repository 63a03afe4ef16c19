import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import { scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { noteHealth } from "../../shared/provider-configs/health/provider-health-writes.ts";
import { noteWebhook } from "../../shared/provider-configs/health/webhook-arrival-writes.ts";
import type { StoredProviderConfig } from "../../shared/provider-configs/provider-config.ts";
import { readConfig } from "../../shared/provider-configs/provider-config-reads.ts";
import type { SendOutcome } from "../../shared/providers/provider.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";
import { createTables, tableNamed } from "../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
  await createTables(["events"]);
});
afterEach(() => {
  setClock(Date.now);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
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

test("noteWebhook writes once in five minutes, and makes no concurrent change retry", async () => {
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

test("noteWebhook does not restore a deleted configuration", async () => {
  const { tenantId, api, config, one } = await made();
  await api.del(one);
  await noteWebhook(config, "lastStatusCallbackAt");
  expect(await hub.rows("providerConfigs", tenantId)).toEqual([{ pk: tenantId, sk: "shared" }]);
});

test("noteWebhook resolves when the store is unreachable", async () => {
  const { config } = await made();
  vi.spyOn(dynamodb(), "send").mockRejectedValue(new Error("down"));
  await expect(noteWebhook(config, "lastInboundAt")).resolves.toBeUndefined();
});

const refused: SendOutcome = {
  kind: "rejected",
  error: { code: "credentials_rejected", message: "No longer valid.", providerCode: "20003", retryable: false },
};
const accepted: SendOutcome = { kind: "accepted", providerMessageId: "SM1", status: "queued" };

/** `count` Lambda instances, each with its own memory, record the same outcome at once. */
const noteInMany = async (config: StoredProviderConfig, outcome: SendOutcome, count = 8): Promise<void> => {
  const notes = [];
  for (let instance = 0; instance < count; instance++) {
    vi.resetModules();
    notes.push((await import("../../shared/provider-configs/health/provider-health-writes.ts")).noteHealth);
  }
  await Promise.all(notes.map((note) => note(config, outcome)));
};

const change = ({ tenantId, id }: StoredProviderConfig, expression: string, values: object) =>
  dynamodb().send(
    new UpdateCommand({
      TableName: tableNamed("providerConfigs"),
      Key: { pk: tenantId, sk: id },
      UpdateExpression: expression,
      ExpressionAttributeValues: { ...values },
    }),
  );

const currentConfig = async ({ tenantId, id }: StoredProviderConfig): Promise<StoredProviderConfig> => {
  const found = await readConfig(tenantId, id);
  if (!found) throw new Error("no such row");
  return found.config;
};

const eventTypes = async ({ tenantId }: StoredProviderConfig): Promise<string[]> => {
  const { items } = await readEventPage(scopeOf(tenantId, "live"), { limit: 50, matches: () => true });
  return items.map(({ type }) => type.replace("provider_config.", "")).reverse();
};

test("noteHealth writes one unhealthy and one recovered event per outage of any length", async () => {
  const { config } = await made();
  await noteInMany(config, refused);
  expect(await eventTypes(config)).toEqual(["unhealthy"]);
  const first = await currentConfig(config);
  expect(first).toMatchObject({ healthStatus: "unhealthy", lastError: "No longer valid." });
  await change(config, "SET coolsUntil = :past", { ":past": Date.now() - 1 });
  await noteInMany(config, refused);
  expect((await currentConfig(config)).coolsUntil).toBeGreaterThan(Date.now());
  expect(await eventTypes(config)).toEqual(["unhealthy"]);
  await noteInMany(await currentConfig(config), accepted);
  expect(await currentConfig(config)).toMatchObject({ healthStatus: "healthy", lastError: null, coolsUntil: 0 });
  expect(await eventTypes(config)).toEqual(["unhealthy", "recovered"]);
  await noteInMany(config, refused);
  expect(await eventTypes(config)).toEqual(["unhealthy", "recovered", "unhealthy"]);
});

test("noteHealth writes one recovered event at the first accepted message after new credentials", async () => {
  const { config } = await made();
  await noteInMany(config, refused, 1);
  await change(config, "SET healthStatus = :unknown", { ":unknown": "unknown" });
  await change(config, "SET healthStatus = :healthy", { ":healthy": "healthy" });
  await noteInMany(await currentConfig(config), accepted, 3);
  await noteInMany(await currentConfig(config), accepted, 3);
  expect(await eventTypes(config)).toEqual(["unhealthy", "recovered"]);
});

test("noteHealth keeps the old health when it cannot write the event, so that the next send retries", async () => {
  const { config } = await made();
  const failing = async (outcome: SendOutcome) => {
    vi.stubEnv(tableVariables.events, "gone");
    await noteInMany(await currentConfig(config), outcome, 2);
    vi.stubEnv(tableVariables.events, tableNamed("events"));
  };
  await failing(refused);
  expect((await currentConfig(config)).healthStatus).toBe(config.healthStatus);
  await noteInMany(config, refused, 2);
  expect(await eventTypes(config)).toEqual(["unhealthy"]);
  await failing(accepted);
  expect((await currentConfig(config)).healthStatus).toBe("unhealthy");
  await noteInMany(await currentConfig(config), accepted, 2);
  expect(await eventTypes(config)).toEqual(["unhealthy", "recovered"]);
});

const unreachable: SendOutcome = {
  kind: "throttled",
  error: { code: "provider_unreachable", message: "Not reached.", providerCode: null, retryable: true },
};
const unanswered: SendOutcome = { kind: "unknown", cause: "timeout" };
const busy: SendOutcome = {
  kind: "throttled",
  error: { code: "rate_limited", message: "Too many.", providerCode: "20429", retryable: true },
};

test("noteHealth marks a configuration unhealthy after three transient faults in a row within a minute", async () => {
  const { config } = await made();
  const noteAll = async (...outcomes: readonly SendOutcome[]) => {
    for (const outcome of outcomes) await noteHealth(config, outcome);
    return (await currentConfig(config)).healthStatus;
  };
  const before = config.healthStatus;
  expect(await noteAll(unreachable, unanswered, accepted, unreachable, unanswered)).toBe(before);
  let at = Date.now() + 60_000;
  setClock(() => at);
  expect(await noteAll(unreachable, busy, busy, busy, unanswered)).toBe(before);
  at += 60_000;
  expect(await noteAll(unanswered, unreachable)).toBe(before);
  expect(await eventTypes(config)).toEqual([]);
  expect(await noteAll(unreachable)).toBe("unhealthy");
  expect(await currentConfig(config)).toMatchObject({ lastError: "Not reached.", coolsUntil: at + 60_000 });
  expect(await eventTypes(config)).toEqual(["unhealthy"]);
});
