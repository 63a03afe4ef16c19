import { afterAll, describe, expect, test } from "vitest";
import { createBatch, getBatch, randomSeed } from "../batches/batch-client.ts";
import { batchWorld } from "../batches/batch-world.ts";
import { numbersFrom, sumOf } from "../batches/numbers.ts";
import { allowing } from "../support/channels.ts";
import { eventually, newNumber } from "../support/hub/hub-connection.ts";
import { noProxy, startOwnHub } from "../support/hub/own-hub.ts";

/** A hub with the waits of a deployed one. No test here shortens a wait or backdates a row. */
const own = await startOwnHub(noProxy);
afterAll(() => own.close());
const { admin, api, kill, newTenant, simulator, tenant } = own;

const minutes = (count: number): number => count * 60_000;
const secondsSince = (start: number): number => (Date.now() - start) / 1000;
const messageTo = async (to: string) => (await tenant.api.get(`/v1/messages?to=${to.slice(1)}`)).body.items[0];

describe.concurrent("hub with a deployed hub's waits:", () => {
  test("sendMessage gives up a silent provider after 8 seconds, and marks the message unknown (invariant 1)", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 12_000 });
    const startedAt = Date.now();
    const { status, body } = await tenant.api.post("/v1/messages", { to, body: "silence" });
    expect([status, body.status]).toEqual([201, "unknown"]);
    expect(secondsSince(startedAt)).toBeGreaterThanOrEqual(8);
    expect(secondsSince(startedAt)).toBeLessThan(12);
  });

  test("lookupNumber gives up a silent provider after 8 seconds, and answers 503", async () => {
    const number = newNumber();
    await simulator.fault({ match: { to: number }, kind: "slow", delayMs: 12_000 });
    const startedAt = Date.now();
    const answer = await tenant.api.post("/v1/lookups", { number });
    expect(answer).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    expect(secondsSince(startedAt)).toBeGreaterThanOrEqual(8);
  });

  test("sweep-messages finds a message whose answer and callbacks were lost, within three minutes on its own schedule", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "to be adopted" });
    expect(body.status).toBe("unknown");
    const found = await eventually(
      () => messageTo(to),
      ({ status }) => status !== "unknown",
      minutes(3),
    );
    expect(found.providerMessageId).toBe((await simulator.accepted({ to }))[0]?.sid);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("sweep-messages resolves a message whose function died once its lease of a minute ends, and never sends it again", async () => {
    const to = newNumber();
    // No other test in this file calls the function that this test kills.
    const other = await newTenant();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 5_000 });
    const request = other.api.post("/v1/notifications", { userId: await userWith(other, to), message: "cut off" });
    await eventually(
      () => simulator.requests({ to }),
      ({ length }) => length > 0,
    );
    await kill("notify-user");
    expect((await request).status).toBeGreaterThanOrEqual(500);
    const listed = async () => (await other.api.get(`/v1/messages?to=${to.slice(1)}`)).body.items[0];
    expect((await listed()).status).toBe("sending");
    const ended = await eventually(listed, ({ status }) => status !== "sending", minutes(4));
    expect(["unknown", "accepted", "sent", "delivered"]).toContain(ended.status);
    expect((await simulator.requests({ to, operation: "messages.create" })).length).toBe(1);
  });

  test("revokeApiKey and suspendTenant hold within half a minute (invariant 21)", async () => {
    const { body: key } = await tenant.api.post("/v1/api-keys", {
      ...{ name: "short-lived", mode: "live", permissions: ["view_messages"] },
    });
    const suspended = await newTenant();
    const holders = [api(key.secret), suspended.api];
    const statuses = () =>
      Promise.all(holders.map(async (holder) => (await holder.get("/v1/messages?limit=1")).status));
    expect(await statuses()).toEqual([200, 200]);
    await tenant.api.del(`/v1/api-keys/${key.id}`);
    await admin.post(`/v1/tenants/${suspended.id}/suspend`);
    const startedAt = Date.now();
    const after = await eventually(statuses, (all) => all.every((status) => status === 401), minutes(2));
    expect(after).toEqual([401, 401]);
    expect(secondsSince(startedAt)).toBeLessThanOrEqual(30);
  });

  test("createErasure completes after half a minute, in which operations under way can end (invariant 25)", async () => {
    const to = newNumber();
    await tenant.api.post("/v1/messages", { to, body: "a secret" });
    const { body } = await tenant.api.post("/v1/erasures", { number: to });
    const ended = await eventually(
      async () => (await tenant.api.get(`/v1/erasures/${body.id}`)).body,
      ({ status }) => status === "completed" || status === "failed",
      minutes(3),
    );
    expect(ended).toMatchObject({ status: "completed", counts: { messages: 1 } });
    expect(Date.parse(ended.completedAt) - Date.parse(ended.createdAt)).toBeGreaterThanOrEqual(30_000);
  });

  test("resendVerification refuses during the cooldown of half a minute, and then sends (invariant 14)", async () => {
    const to = newNumber();
    const { body } = await tenant.api.post("/v1/verifications", { to, purpose: "login" });
    const resend = () => tenant.api.post(`/v1/verifications/${body.id}/resend`, {});
    const refused = await resend();
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    await new Promise((resolve) => setTimeout(resolve, Number(refused.headers.get("retry-after")) * 1000 + 500));
    expect((await resend()).status).toBe(200);
    expect(await simulator.codes(to)).toHaveLength(2);
  });
});

describe.concurrent("queue with a deployed hub's waits:", () => {
  test("createBatch continues six minutes after its worker died, and every recipient ends (invariants 2, 5)", async () => {
    const batches = await newTenant();
    const { accountSid } = batches.twilio;
    const { id: faultId } = await simulator.fault({ match: { accountSid }, kind: "slow", delayMs: 2_000, times: 0 });
    const made = await createBatch(batches.api, { to: numbersFrom(randomSeed(), 80), body: "Hello" });
    await batchWorld(own).untilSent(batches, 20);
    await kill("run-batch-ranges");
    await simulator.clearFaults({ id: faultId });
    const startedAt = Date.now();
    const batch = await eventually(
      () => getBatch(batches.api, made.body.id),
      ({ status }) => status === "completed",
      minutes(10),
    );
    expect(batch.status).toBe("completed");
    expect(secondsSince(startedAt)).toBeGreaterThanOrEqual(300);
    expect(sumOf(batch.counts)).toBe(80);
    expect(batch.counts.accepted + batch.counts.unknown).toBe(80);
    const { total, recipients } = await simulator.count({ accountSid });
    expect(total).toBe(recipients);
  });
});

/** Creates a user of the tenant who accepts SMS at this number. */
const userWith = async (of: Pick<typeof tenant, "api">, number: string): Promise<string> => {
  const userId = crypto.randomUUID();
  await of.api.patch(`/v1/users/${userId}/preferences`, { number, ...allowing("sms") });
  return userId;
};
