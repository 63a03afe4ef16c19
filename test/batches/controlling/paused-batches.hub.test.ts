import { describe, expect, test } from "vitest";
import { endPause, pause, resume, suspend, swept } from "../../sending-pauses/held-work.ts";
import { eventually, hub, restart, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom } from "../numbers.ts";

const { countOf, enqueue, newQuietTenant, paced, sentOf, untilSent } = batchWorld(hub);

/** Waits until the batch is held and its sends under way have ended. Returns the batch and the number of sent messages. */
const untilHeld = async (tenant: TestTenant, id: string) => {
  const held = await eventually(
    () => getBatch(tenant.api, id),
    ({ pausedBy }) => pausedBy !== null,
  );
  return { held, sent: await settled(() => sentOf(tenant)) };
};

/** Returns a count once it has stood still for two seconds, which is longer than a visit's next wave takes. */
const settled = async (ask: () => Promise<number>): Promise<number> => {
  let [last, since] = [-1, Date.now()];
  return eventually(ask, (count) => {
    if (count !== last) [last, since] = [count, Date.now()];
    return Date.now() - since > 2_000;
  });
};

const endSwept = (tenant: TestTenant, id: string) =>
  swept(
    "sweep-batches",
    () => getBatch(tenant.api, id),
    ({ status }) => status === "completed",
  );

// Each test here runs a batch to its end twice, which takes long on a busy machine.
describe("held batch:", { timeout: 120_000 }, () => {
  test("setSendingPause stops a running batch, and endSendingPause completes it without doubles (invariants 2, 3 and 21)", async () => {
    const tenant = await paced(30);
    const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 120), body: "Hello" })).body;
    await untilSent(tenant, 10);
    const set = await pause(tenant.api);
    const setAt = Date.now();
    const { held, sent } = await untilHeld(tenant, id);
    expect(Date.now() - setAt).toBeLessThan(30_000);
    expect(sent).toBeLessThan(120);
    expect(held).toMatchObject({ status: "running", pausedBy: { kind: "sending_pause", pauseId: set.id } });
    await swept(
      "sweep-batches",
      () => getBatch(tenant.api, id),
      ({ pausedBy }) => pausedBy !== null,
    );
    // A task that SQS delivers again finds the batch held, and sends nothing.
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 0, run: 0, turn: 90, step: 0 });
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 1, run: 0, turn: 0, step: 0 });
    expect(await settled(() => sentOf(tenant))).toBe(sent);
    await endPause(tenant.api, set);
    const done = await endSwept(tenant, id);
    expect(done).toMatchObject({
      status: "completed",
      pausedBy: null,
      counts: { accepted: 120, pending: 0, failed: 0 },
    });
    expect(await countOf(tenant)).toMatchObject({ total: 120, recipients: 120 });
  });

  test("suspendTenant stops a running batch, and resumeTenant continues it (invariants 2 and 21)", async () => {
    const tenant = await paced(10);
    const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" })).body;
    await untilSent(tenant, 5);
    await suspend(tenant);
    const suspendedAt = Date.now();
    const sent = await settled(() => sentOf(tenant));
    expect(Date.now() - suspendedAt).toBeLessThan(30_000);
    expect(sent).toBeLessThan(60);
    await resume(tenant);
    expect(await endSwept(tenant, id)).toMatchObject({ counts: { accepted: 60, failed: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 60, recipients: 60 });
  });

  test("updateProviderConfig that deactivates the configuration holds the batch, until activation (invariant 2)", async () => {
    const tenant = await paced(20);
    const config = `/v1/provider-configs/${tenant.config.id}`;
    const to = numbersFrom(randomSeed(), 60);
    // These three wait for a retry.
    for (const number of to.slice(0, 3))
      await simulator.fault({
        match: { accountSid: tenant.twilio.accountSid, to: number },
        kind: "throttle",
        times: 1,
      });
    const { id } = (await createBatch(tenant.api, { to, body: "Hello" })).body;
    await untilSent(tenant, 20);
    await tenant.api.patch(config, { isActive: false });
    const held = await eventually(
      () => getBatch(tenant.api, id),
      ({ pausedBy }) => pausedBy !== null,
    );
    expect(held).toMatchObject({
      status: "running",
      pausedBy: { kind: "provider_config_inactive" },
      counts: { failed: 0 },
    });
    expect(await settled(() => sentOf(tenant))).toBeLessThan(60);
    await tenant.api.patch(config, { isActive: true });
    expect(await endSwept(tenant, id)).toMatchObject({ counts: { accepted: 60, failed: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 60, recipients: 60 });
  });

  test("setSendingPause of one country holds its recipients, and the batch sends to other countries", async () => {
    const tenant = await newQuietTenant();
    const set = await pause(tenant.api, { country: "DE" });
    const german = Array.from({ length: 5 }, (_, at) => `+491512${2_000_000 + ((randomSeed() + at) % 7_000_000)}`);
    const american = numbersFrom(randomSeed(), 5);
    const { id } = (await createBatch(tenant.api, { to: [...german, ...american], body: "Hello" })).body;
    const held = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts, pausedBy }) => counts.accepted === 5 && pausedBy !== null,
    );
    expect(held).toMatchObject({
      status: "running",
      counts: { accepted: 5, pending: 5 },
      pausedBy: { pauseId: set.id },
    });
    const numbers = async () =>
      (await simulator.accepted({ accountSid: tenant.twilio.accountSid })).map(({ to }) => to);
    expect((await numbers()).sort()).toEqual([...american].sort());
    await endPause(tenant.api, set);
    expect(await endOf(tenant.api, id)).toMatchObject({
      status: "completed",
      pausedBy: null,
      counts: { accepted: 10 },
    });
    expect((await numbers()).sort()).toEqual([...german, ...american].sort());
  });

  test("setSendingPause holds a scheduled batch beyond its sendAt, and endSendingPause starts it", async () => {
    const tenant = await newQuietTenant();
    const set = await pause(tenant.api, { provider: "twilio" });
    const sendAt = new Date(Date.now() + 3_000).toISOString();
    const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 20), body: "Hello", sendAt })).body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ pausedBy }) => pausedBy !== null,
    );
    expect(await sentOf(tenant)).toBe(0);
    await endPause(tenant.api, set);
    expect(await endSwept(tenant, id)).toMatchObject({ counts: { accepted: 20 } });
    expect(await countOf(tenant)).toMatchObject({ total: 20, recipients: 20 });
  });

  test("cancelBatch cancels a held batch, and pauseBatch and resumeBatch leave another one held", async () => {
    const tenant = await newQuietTenant();
    const set = await pause(tenant.api);
    const make = async () =>
      (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 20), body: "Hello" })).body.id;
    const [first, second] = [await make(), await make()];
    const isHeld = (id: string) =>
      eventually(
        () => getBatch(tenant.api, id),
        ({ pausedBy }) => pausedBy !== null,
      );
    await Promise.all([isHeld(first), isHeld(second)]);
    await tenant.api.post(`/v1/message-batches/${first}/cancel`);
    const canceled = await endOf(tenant.api, first);
    expect(canceled).toMatchObject({ status: "canceled", counts: { canceled: 20, pending: 0 } });
    await tenant.api.post(`/v1/message-batches/${second}/pause`);
    await tenant.api.post(`/v1/message-batches/${second}/resume`);
    await isHeld(second);
    await endPause(tenant.api, set);
    await restart("run-batch-ranges");
    expect(await endSwept(tenant, second)).toMatchObject({ counts: { accepted: 20 } });
    expect(await countOf(tenant)).toMatchObject({ total: 20, recipients: 20 });
  });
});
