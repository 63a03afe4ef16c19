import { GetObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { digest } from "../../../shared/kernel/ids.ts";
import { api as apiOf, eventually, hub, newNumber, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { endOf as endOfJob, jobsAt } from "../../support/hub/jobs.ts";
import { rowsHolding } from "../../support/tables/table-scan.ts";
import { createBatch, endOf, getBatch, uploadBatch } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { sumOf } from "../numbers.ts";

const { age, work } = jobsAt(hub);

const { enqueue, filesOf, newQuietTenant, s3 } = batchWorld(hub);

/** The tenant's files that contain the number's digits. */
const filesHolding = async (tenantId: string, number: string): Promise<string[]> => {
  const found: string[] = [];
  for (const file of await filesOf(tenantId)) {
    const text = await (await s3.send(new GetObjectCommand(file))).Body?.transformToString();
    if (text?.includes(number.slice(1))) found.push(file.Key);
  }
  return found;
};

const results = (batchId: string, tenantId: string) =>
  enqueue("batches-queue", { kind: "results", scope: tenantId, batchId });

/** Erases a number without the wait for other operations. A batch that the number was struck from still waits for its wave. */
const erase = async ({ id, api }: TestTenant, number: string) => {
  const { body } = await api.post("/v1/erasures", { number });
  const path = `/v1/erasures/${body.id}`;
  await age(id, body.id);
  for (let pass = 0; pass < 40 && !(await api.get(path)).body.completedAt; pass++) {
    await work(id, body.id);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return (await api.get(path)).body;
};

describe("createErasure of a batch's recipient (invariant 25)", () => {
  test("removes the number from a waiting batch and its files, and counts the recipient as canceled", async () => {
    const tenant = await newQuietTenant();
    const [gone, stays] = [newNumber(), newNumber()];
    const to = [
      { to: gone, variables: { name: "Ada" } },
      { to: stays, variables: { name: "Bob" } },
    ];
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = (await createBatch(tenant.api, { to, body: "Hello {{name}}", sendAt })).body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "scheduled",
    );
    await results(id, tenant.id);
    await expect.poll(() => filesHolding(tenant.id, gone), { timeout: 10_000 }).toHaveLength(3);

    const asked = await tenant.api.post("/v1/exports", { number: gone });
    const exported = await endOfJob(tenant.api, `/v1/exports/${asked.body.id}`);
    const document = await (await fetch(exported.downloadUrl)).json();
    expect(JSON.stringify(document)).toContain(`"batchId":"${id}"`);
    expect(JSON.stringify(document)).toContain('"name":"Ada"');

    expect(await erase(tenant, gone)).toMatchObject({
      status: "completed",
      counts: { batchRecipients: expect.any(Number) },
    });
    expect(await filesHolding(tenant.id, gone)).toEqual([]);
    expect(await filesHolding(tenant.id, stays)).toHaveLength(1);
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", total: 2, counts: { accepted: 1, canceled: 1, pending: 0 } });
    expect(await simulator.accepted({ to: gone })).toEqual([]);
    const csv = String((await tenant.api.get(`/v1/message-batches/${id}/results.csv`)).body);
    expect(csv).toContain("\r\n,canceled,");
    expect(csv).toContain(stays);
    expect(await rowsHolding(hub, gone)).toEqual([]);
  });

  test("removes the number from a running batch, which sends to the others", async () => {
    const tenant = await newQuietTenant({}, () => ({ messagesPerSecond: 2 }));
    const to = Array.from({ length: 25 }, newNumber);
    const gone = to[24] ?? "";
    const { id } = (await createBatch(tenant.api, { to, body: "Hello" })).body;
    await eventually(
      () => simulator.count({ accountSid: tenant.twilio.accountSid }),
      ({ total }) => total >= 2,
    );
    expect(await erase(tenant, gone)).toMatchObject({
      status: "completed",
      counts: { batchRecipients: expect.any(Number) },
    });
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 24, canceled: 1 } });
    expect(sumOf(batch.counts)).toBe(25);
    expect(await simulator.accepted({ to: gone })).toEqual([]);
    expect(await simulator.count({ accountSid: tenant.twilio.accountSid })).toMatchObject({
      total: 24,
      recipients: 24,
    });
  });

  // If only the first wave is slow, the new run ends before the old visit does. If both waves are slow, it ends later.
  test.each([50, 0])(
    "stops a visit that had read its range before the erasure from sending to the number (slow: %i)",
    async (times) => {
      const tenant = await newQuietTenant();
      const { accountSid } = tenant.twilio;
      await simulator.fault({ kind: "slow", match: { accountSid }, delayMs: 2_500, times });
      // The range's second wave begins when its first one has ended.
      const to = Array.from({ length: 60 }, newNumber);
      const gone = to[59] ?? "";
      const { id } = (await createBatch(tenant.api, { to, body: "Hello" })).body;
      await eventually(
        () => tenant.api.get(`/v1/message-batches/${id}/messages`),
        ({ body }) => body.items.length > 0,
      );
      expect(await erase(tenant, gone)).toMatchObject({
        status: "completed",
        counts: { batchRecipients: expect.any(Number) },
      });
      const batch = await endOf(tenant.api, id);
      expect(batch).toMatchObject({ status: "completed", counts: { accepted: 59, canceled: 1 } });
      expect(await simulator.accepted({ to: gone })).toEqual([]);
      expect(await simulator.count({ accountSid })).toMatchObject({ total: 59, recipients: 59 });
    },
    90_000,
  );

  test("leaves message ids from which nobody can guess the number", async () => {
    const tenant = await newQuietTenant();
    const to = newNumber();
    const { id } = (await createBatch(tenant.api, { to: [to], body: "Hello" })).body;
    await endOf(tenant.api, id);
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages`);
    const hash = digest([tenant.id, "batch", id, to]).subarray(0, 16).toString("base64url");
    expect(body.items).toHaveLength(1);
    expect(body.items[0].id).not.toBe(`msg_${hash}`);
  });

  test("finds no number in the invalid lines that a batch reports, because they are masked", async () => {
    const tenant = await newQuietTenant();
    const number = newNumber();
    const csv = `to,name\n${newNumber()},Ada\n"${number},Bob\n${number} or so,Cy\n`;
    const { id } = (await uploadBatch(apiOf(tenant.apiKey), csv, { body: "Hello" })).body;
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", total: 1, invalidCount: 2 });
    expect(JSON.stringify(batch.invalid)).not.toContain(number.slice(1));
    expect(batch.invalid[0].input).toContain("•••");
  });
});
