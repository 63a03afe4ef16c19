import { describe, expect, test } from "vitest";
import { localSettings } from "../../../infra/local/local-settings.ts";
import { eventually, hub, newNumber, restart, simulator } from "../../support/hub/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom } from "../numbers.ts";

const { countOf, enqueue, newQuietTenant, paced, pauseBatch, sentOf, untilSent, writeConfig } = batchWorld(hub);

describe("createBatch", () => {
  test("paces its sends by reserved slots, and never makes a single message wait", async () => {
    const tenant = await paced(10);
    const startedAt = Date.now();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    await untilSent(tenant, 10);
    const single = newNumber();
    const before = Date.now();
    const answer = await tenant.api.post("/v1/messages", { to: single, body: "Now" });
    // A callback may overtake the answer.
    expect(["accepted", "sent", "delivered"]).toContain(answer.body.status);
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 60 } });
    expect(Date.now() - startedAt).toBeGreaterThan(4_500);
  });

  test("slows down when the provider throttles, and still completes", async () => {
    const tenant = await newQuietTenant();
    await simulator.fault({ match: { accountSid: tenant.twilio.accountSid }, kind: "throttle", times: 20 });
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({
      status: "completed",
      counts: { accepted: 60 },
    });
    expect(await countOf(tenant)).toMatchObject({ total: 60, recipients: 60 });
  });

  test("waits until replaced credentials are verified, then continues and fails no recipient", async () => {
    const tenant = await paced(20);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    const { id } = made.body;
    await untilSent(tenant, 20);
    const atPause = await pauseBatch(tenant, id);
    const { accountSid, authToken } = tenant.twilio;
    const config = `/v1/provider-configs/${tenant.config.id}`;
    await tenant.api.put(`${config}/credentials`, { accountSid, authToken });
    // A worker caches the configuration, and a restarted one reads it.
    await restart("run-batch-ranges");
    await tenant.api.post(`/v1/message-batches/${id}/resume`);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const counts = { accepted: atPause, failed: 0, pending: 60 - atPause };
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "running", counts });
    expect(await sentOf(tenant)).toBe(atPause);
    await tenant.api.post(`${config}/test-connection`);
    // Delivers now the visit that the worker postponed for a minute.
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 0, run: 1, turn: 0, step: 0 });
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 60, failed: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 60, recipients: 60 });
  });

  test("fails unsent recipients, and those who wait for a retry, when the configuration is deleted", async () => {
    const tenant = await paced(20);
    const { accountSid } = tenant.twilio;
    const to = numbersFrom(randomSeed(), 60);
    for (const number of to.slice(0, 3))
      await simulator.fault({ match: { accountSid, to: number }, kind: "throttle", times: 0 });
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const { id } = made.body;
    await untilSent(tenant, 20);
    const atPause = await pauseBatch(tenant, id);
    await tenant.api.del(`/v1/provider-configs/${tenant.config.id}`);
    await restart("run-batch-ranges");
    await tenant.api.post(`/v1/message-batches/${id}/resume`);
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: atPause, failed: 60 - atPause } });
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages?limit=200&status=failed`);
    for (const { error } of body.items) expect(error.code).toBe("provider_config_unusable");
    expect(await sentOf(tenant)).toBe(atPause);
  });

  test("waits while the provider does not answer, instead of making every recipient unknown, and continues when it does", async () => {
    const tenant = await newQuietTenant();
    const { accountSid } = tenant.twilio;
    const match = { accountSid, operation: "messages.create" };
    const outage = await simulator.fault({ match, kind: "error-before", times: 0 });
    const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 220), body: "Hello" })).body;
    const config = `/v1/provider-configs/${tenant.config.id}`;
    const health = async () => (await tenant.api.get(config)).body.health.status;
    await eventually(health, (status) => status === "unhealthy");
    // By then the first fifty sends of each concurrent visit were under way, and hardly any others follow.
    const most = 50 * (localSettings.batchConcurrency + 1);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    const { unknown } = (await getBatch(tenant.api, id)).counts;
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThanOrEqual(most);
    await simulator.clearFaults({ id: outage.id });
    await writeConfig(tenant, { coolsUntil: Date.now() });
    // A worker caches the configuration, and a restarted one reads it.
    await restart("run-batch-ranges");
    await tenant.api.post(`/v1/message-batches/${id}/pause`);
    await tenant.api.post(`/v1/message-batches/${id}/resume`);
    const { status, counts } = await endOf(tenant.api, id);
    expect(status).toBe("completed");
    expect(counts.accepted).toBeGreaterThanOrEqual(220 - most);
    expect(counts.accepted + counts.unknown).toBe(220);
    expect(await countOf(tenant)).toMatchObject({ total: counts.accepted, recipients: counts.accepted });
    expect(await health()).toBe("healthy");
  });
});
