import { beforeAll, describe, expect, test } from "vitest";
import { api, eventually, newNumber, newTenant, simulator, type TestTenant, tokenFor } from "../../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const key = () => ({ "idempotency-key": crypto.randomUUID() });

describe("sendMessage with Idempotency-Key (invariant 6)", () => {
  test("makes one message and one provider call of 50 equal requests at once", async () => {
    const to = newNumber();
    const headers = key();
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 150 });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => tenant.api.post("/v1/messages", { to, body: "once" }, headers)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    for (const { status, body, headers: answered } of answers) {
      if (status === 409) expect(body.code).toBe("idempotency_in_flight");
      if (status === 409) expect(Number(answered.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))).size).toBe(1);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("keeps a user's keys apart from the tenant's and from other users' (invariant 29)", async () => {
    const headers = key();
    const as = async (user: string) => api(await tokenFor({ tenant: tenant.id, user, permissions: ["send_messages"] }));
    const ids = [];
    for (const [index, who] of [await as("ann"), await as("ben"), tenant.api].entries()) {
      const { status, body } = await who.post("/v1/messages", { to: newNumber(), body: `m${index}` }, headers);
      expect(status).toBe(201);
      ids.push(body.id);
    }
    expect(new Set(ids).size).toBe(3);
    const code = { to: newNumber(), purpose: "login" };
    const verifier = api(await tokenFor({ tenant: tenant.id, user: "ann", permissions: ["verify_users"] }));
    expect((await verifier.post("/v1/verifications", code, headers)).status).toBe(201);
    expect((await tenant.api.post("/v1/verifications", { ...code, to: newNumber() }, headers)).status).toBe(201);
  });

  test("answers a replay with the message's present state, and marks it as a replay", async () => {
    const to = newNumber();
    const headers = key();
    const first = await tenant.api.post("/v1/messages", { to, body: "once" }, headers);
    expect(first.headers.get("idempotent-replayed")).toBeNull();
    await eventually(
      async () => (await tenant.api.get(`/v1/messages/${first.body.id}`)).body,
      (message) => message.isFinal,
    );
    const replay = await tenant.api.post("/v1/messages", { body: "once", to }, headers);
    expect(replay.status).toBe(201);
    expect(replay.headers.get("idempotent-replayed")).toBe("true");
    expect(replay.body).toMatchObject({ id: first.body.id, status: "delivered" });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("answers a replay after sendAt has passed or the template was deleted", async () => {
    const [to, later] = [newNumber(), newNumber()];
    const [scheduled, templated] = [key(), key()];
    const sendAt = new Date(Date.now() + 1_500).toISOString();
    const first = await tenant.api.post("/v1/messages", { to: later, body: "soon", sendAt }, scheduled);
    expect(first).toMatchObject({ status: 201, body: { status: "scheduled" } });
    const template = await tenant.api.post("/v1/templates", { name: `t-${to.slice(1)}`, bodies: { en: "Hello" } });
    const request = { to, template: { id: template.body.id } };
    const second = await tenant.api.post("/v1/messages", request, templated);
    expect(second.status).toBe(201);
    await tenant.api.del(`/v1/templates/${template.body.id}`);
    expect((await tenant.api.post("/v1/messages", request, key())).status).toBe(404);
    expect(await tenant.api.post("/v1/messages", request, templated)).toMatchObject({
      status: 201,
      body: { id: second.body.id },
    });
    // While the message is being sent, its key is in flight.
    await eventually(
      () => tenant.api.get(`/v1/messages/${first.body.id}`),
      ({ body }) => body.isFinal,
    );
    const again = await tenant.api.post("/v1/messages", { to: later, body: "soon", sendAt }, scheduled);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    const other = await tenant.api.post("/v1/messages", { to: later, body: "other", sendAt }, scheduled);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("refuses another body under the same key", async () => {
    const to = newNumber();
    const headers = key();
    await tenant.api.post("/v1/messages", { to, body: "one" }, headers);
    const other = await tenant.api.post("/v1/messages", { to, body: "two" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    expect(other.body.detail).toMatch(/^This Idempotency-Key was first used at 2\d{3}-\S+Z, with another body/);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("treats equal keys of two tenants as two keys", async () => {
    const other = await newTenant();
    const headers = key();
    const [to, otherTo] = [newNumber(), newNumber()];
    const mine = await tenant.api.post("/v1/messages", { to, body: "x" }, headers);
    const theirs = await other.api.post("/v1/messages", { to: otherTo, body: "y" }, headers);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(mine.body.id).not.toBe(theirs.body.id);
  });

  test("treats equal keys in live and test mode as two keys", async () => {
    const made = await tenant.api.post("/v1/api-keys", {
      name: "t",
      mode: "test",
      permissions: ["send_messages", "view_messages"],
    });
    const headers = key();
    const to = newNumber();
    const live = await tenant.api.post("/v1/messages", { to, body: "x" }, headers);
    const inTest = await tenant.api.request(
      "POST",
      "/v1/messages",
      { to, body: "x" },
      { ...headers, authorization: `Bearer ${made.body.secret}` },
    );
    expect(inTest.body.id).not.toBe(live.body.id);
    expect(inTest.body.isTest).toBe(true);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("does not send again under the key of a deleted message", async () => {
    const to = newNumber();
    const headers = key();
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" }, headers);
    await eventually(
      async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
      (message) => message.isFinal,
    );
    expect((await tenant.api.del(`/v1/messages/${body.id}`)).status).toBe(204);
    expect((await tenant.api.post("/v1/messages", { to, body: "x" }, headers)).status).toBe(404);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("refuses a key longer than 255 characters", async () => {
    const answer = await tenant.api.post(
      "/v1/messages",
      { to: newNumber(), body: "x" },
      { "idempotency-key": "k".repeat(256) },
    );
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});
