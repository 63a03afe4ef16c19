import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { admin, eventually, hub, newNumber, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { createBatch, endOf, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

const { countOf, newQuietTenant, paced, sentOf, untilSent, untilStatus, writeRow } = batchWorld(hub);

const resultsOf = async (tenant: TestTenant, batchId: string): Promise<string> =>
  String((await tenant.api.get(`/v1/message-batches/${batchId}/results.csv`)).body);

describe("createBatch with a recipient that a limit refuses", () => {
  test("fails a recipient in a country that the tenant does not allow, and sends to the others", async () => {
    const tenant = await newQuietTenant();
    await tenant.api.patch("/v1/tenants/current/limits", { allowedCountries: ["US"] });
    // The fourth is a premium-rate number, which no country allows.
    const to = [newNumber(), "+447400123456", newNumber(), "+19002345679"];
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", total: 4, counts: { accepted: 2, failed: 2, pending: 0 } });
    expect(await resultsOf(tenant, batch.id)).toMatch(/^\+19002345679,failed,.*,premium_number_not_allowed,/m);
    const line = (await resultsOf(tenant, batch.id)).split("\r\n").find((one) => one.startsWith("+447400123456"));
    expect(line).toContain(",failed,");
    expect(line).toContain(",country_not_allowed,");
  });

  test("fails recipients beyond the tenant's cap, and does not retry them", async () => {
    const tenant = await newQuietTenant();
    await tenant.api.patch("/v1/tenants/current/limits", { monthlyMessages: 3 });
    const made = await createBatch(tenant.api, { to: Array.from({ length: 8 }, newNumber), body: "Hello" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 3, failed: 5, pending: 0 } });
    expect(sumOf(batch.counts)).toBe(8);
    expect((await resultsOf(tenant, batch.id)).match(/,failed,[^,]+,cap_reached,/g)).toHaveLength(5);
    expect((await simulator.count({ accountSid: tenant.twilio.accountSid })).total).toBe(3);
  });

  test("counts neither refused nor opted-out recipients against the caps", async () => {
    const tenant = await newQuietTenant();
    await tenant.api.patch("/v1/tenants/current/limits", { allowedCountries: ["US"], monthlyMessages: 1_000 });
    const [optedOut, ...others] = Array.from({ length: 12 }, newNumber);
    await tenant.api.put(`/v1/opt-outs/${optedOut}`, { scope: "tenant" });
    const made = await createBatch(tenant.api, { to: [...others, optedOut, "+447400123456"], body: "Hello" });
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 11, suppressed: 1, failed: 1 } });
    expect((await tenant.api.get("/v1/tenants/current/limits")).body.usage).toMatchObject({ messages: 11 });
  });

  test("sends later to a number with too many messages for now, although the batch waited a week for its start", async () => {
    const tenant = await newQuietTenant();
    // Allows one message at once, and the next one four seconds later.
    await admin.patch(`/v1/tenants/${tenant.id}/limits`, { perNumber: { perHour: 900, burst: 1 } });
    const [number, other] = [newNumber(), newNumber()];
    const made = await createBatch(tenant.api, { to: [number, other], body: "Second", autoStart: false });
    await untilStatus(tenant, made.body.id, "paused");
    const past = new Date(Date.now() - 7 * 24 * 3_600_000).toISOString();
    await writeRow(tenant, made.body.id, { createdAt: past });
    const first = await tenant.api.post("/v1/messages", { to: number, body: "First" });
    const firstAt = Date.now();
    expect(first.status).toBe(201);
    await tenant.api.post(`/v1/message-batches/${made.body.id}/start`);
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 2, failed: 0, pending: 0 } });
    expect(Date.now() - firstAt).toBeGreaterThan(3_000);
    expect(await simulator.accepted({ to: number })).toHaveLength(2);
  });

  test("sends to other countries while one country's limit has no room", async () => {
    const tenant = await newQuietTenant();
    await admin.patch(`/v1/tenants/${tenant.id}/limits`, { perCountry: { perHour: 36_000, burst: 5 } });
    const [to, abroad] = [Array.from({ length: 25 }, newNumber), `+4474001${randomInt(10_000, 99_999)}`];
    const made = await createBatch(tenant.api, { to: [...to, abroad], body: "Hello" });
    const sent = await eventually(
      () => simulator.accepted({ to: abroad }),
      ({ length }) => length > 0,
    );
    expect(sent).toHaveLength(1);
    expect(await sentOf(tenant)).toBeLessThan(25);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 26 } });
    expect(await countOf(tenant)).toMatchObject({ total: 26, recipients: 26 });
  });

  test("sends to other countries in a paced batch too, and uses no slot for a refused recipient", async () => {
    const tenant = await paced(5);
    await admin.patch(`/v1/tenants/${tenant.id}/limits`, { perCountry: { perHour: 720, burst: 2 } });
    const abroad = Array.from({ length: 4 }, (_, at) => `+44740${at}${randomInt(100_000, 999_999)}`);
    const to = [...Array.from({ length: 30 }, newNumber), ...abroad];
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const sentTo = async () => (await simulator.accepted({ accountSid: tenant.twilio.accountSid })).map(({ to }) => to);
    const sent = await eventually(sentTo, (list) => list.includes(abroad[0] ?? ""));
    expect(sent).toContain(abroad[0]);
    expect(sent.length).toBeLessThan(20);
    await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
  });
});

describe("createBatch with a recipient who says STOP", () => {
  test("suppresses the recipient when the STOP comes before their turn (invariant 7)", async () => {
    const tenant = await paced(10);
    const to = numbersFrom(randomSeed(), 30);
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const last = to[29] ?? "";
    await untilSent(tenant, 5);
    await simulator.inbound({ from: last, to: tenant.twilio.number, body: "STOP" });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({
      status: "completed",
      counts: { accepted: 29, suppressed: 1 },
    });
    expect(await simulator.accepted({ to: last })).toHaveLength(0);
  });

  test("begins no send to the recipient after the STOP (invariant 7)", async () => {
    const tenant = await paced(20);
    const to = numbersFrom(randomSeed(), 100);
    const { id } = (await createBatch(tenant.api, { to, body: "Hello" })).body;
    const stoppedAt = new Map<string, number>();
    await untilSent(tenant, 5);
    for (const number of shuffled(to).slice(0, 40)) {
      await simulator.inbound({ from: number, to: tenant.twilio.number, body: "STOP" });
      stoppedAt.set(number, Date.now());
    }
    const batch = await endOf(tenant.api, id);
    expect(batch.counts.accepted + batch.counts.suppressed + batch.counts.failed).toBe(100);
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages?limit=200`);
    // These STOPs came after the hub read the opt-outs, and Twilio refused by its own list.
    for (const { error } of body.items.filter(({ status }: { status: string }) => status === "failed"))
      expect(error.code).toBe("recipient_opted_out");
    const begunLater = body.items.filter(
      (message: { to: string; createdAt: string }) =>
        (stoppedAt.get(message.to) ?? Number.POSITIVE_INFINITY) < Date.parse(message.createdAt),
    );
    expect(begunLater.length).toBeGreaterThan(3);
    const sentTo = new Set(
      (await simulator.requests({ operation: "messages.create", path: tenant.twilio.accountSid })).map(({ to }) => to),
    );
    for (const { to, status } of begunLater) {
      expect(status).toBe("suppressed");
      expect(sentTo.has(to)).toBe(false);
    }
  });
});

const shuffled = (numbers: readonly string[]): string[] =>
  numbers
    .map((number) => ({ number, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ number }) => number);
