import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { whatsAppFrom } from "../../support/channels.ts";
import {
  api,
  eventually,
  invoke,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
  tokenFor,
} from "../../support/hub/hub.ts";

let tenant: TestTenant;
let template: { id: string };

beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
  const contentSids = { en: `HX${"e".repeat(32)}` };
  const bodies = { en: "Hello {{name}}", es: "Hola {{name}}" };
  template = (await tenant.api.post("/v1/templates", { name: "greeting", bodies, contentSids })).body;
});

const send = (message: object, by = tenant.api) => by.post("/v1/messages", { to: newNumber(), ...message });

describe("sendMessage with a template", () => {
  test("fills the text of the requested language", async () => {
    const { status, body } = await send({ template: { id: template.id, variables: { name: "Ana" }, locale: "es-MX" } });
    expect({ status, body: body.body, template: body.template }).toEqual({
      status: 201,
      body: "Hola Ana",
      template: { id: template.id, variables: { name: "Ana" } },
    });
  });

  test("takes a template by name, and accepts JSON numbers and booleans as variables", async () => {
    const bodies = { en: "{{count}} seats, {{price}}, paid: {{paid}}" };
    const named = (await tenant.api.post("/v1/templates", { name: "Seats", bodies })).body;
    const variables = { count: 3, price: -0.5, paid: false };
    const { status, body } = await send({ template: { name: "seats", variables } });
    expect({ status, body: body.body, template: body.template }).toEqual({
      status: 201,
      body: "3 seats, -0.5, paid: false",
      template: { id: named.id, variables: { count: "3", price: "-0.5", paid: "false" } },
    });
    const previewed = await tenant.api.post("/v1/messages/preview", {
      to: newNumber(),
      template: { name: "SEATS", variables },
    });
    expect(previewed.body.body).toBe("3 seats, -0.5, paid: false");
    expect(await send({ template: { name: "nobody's" } })).toMatchObject({ status: 404, body: { code: "not_found" } });
    for (const template of [{}, { id: named.id, name: "seats" }])
      expect((await send({ template: { ...template, variables } })).status).toBe(400);
    await tenant.api.patch(`/v1/templates/${named.id}`, { name: "Places" });
    expect((await send({ template: { name: "seats", variables } })).status).toBe(404);
    expect((await send({ template: { name: "places", variables } })).status).toBe(201);
  });

  test("refuses a message without a variable, and names the variable", async () => {
    const answer = await send({ template: { id: template.id } });
    expect(answer).toMatchObject({ status: 400, body: { code: "template_variables_missing", missing: ["name"] } });
  });

  test("sends the approved content on WhatsApp", async () => {
    const to = newNumber();
    await send({ to, channel: "whatsapp", template: { id: template.id, variables: { name: "Ana" } } });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ ContentSid: `HX${"e".repeat(32)}`, ContentVariables: '{"name":"Ana"}' });
  });

  test("answers 404 for another tenant's template", async () => {
    const other = await newTenant();
    const templated = { template: { id: template.id, variables: { name: "Ana" } } };
    expect(await send(templated, other.api)).toMatchObject({ status: 404 });
  });
});

/** Quiet hours from two hours ago to two hours ahead, in a zone without clock changes. */
const aroundNow = () => {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { start: clock(-2), end: clock(2) };
};

describe("sendMessage in quiet hours", () => {
  test("holds a message until the tenant's quiet hours end, and sends an urgent one", async () => {
    const quiet = await newTenant({ timeZone: "UTC", quietHours: aroundNow() });
    // Iceland uses UTC all year.
    const to = "+3546111234";
    const { body } = await quiet.api.post("/v1/messages", { to, body: "x" });
    expect(body.status).toBe("scheduled");
    const wait = Date.parse(body.sendAt) - Date.now();
    expect(wait).toBeGreaterThan(1.9 * 3_600_000);
    expect(wait).toBeLessThan(2.1 * 3_600_000);
    const preview = await quiet.api.post("/v1/messages/preview", { to, body: "x" });
    expect(preview.body.quietUntil).toBe(body.sendAt);
    const urgent = await quiet.api.post("/v1/messages", { to, body: "x", urgent: true });
    expect(urgent.body.status).not.toBe("scheduled");
    await quiet.api.post(`/v1/messages/${body.id}/cancel`);
    const again = (settings: object) => quiet.api.post(`/v1/messages/${body.id}/resend`, settings);
    expect((await again({})).body.status).toBe("scheduled");
    expect((await again({ urgent: true })).body.status).not.toBe("scheduled");
  });

  test("applies a user's own quiet hours instead of the tenant's", async () => {
    const user = api(await tokenFor({ tenant: tenant.id, user: "sleeper", permissions: [] }));
    await user.patch("/v1/users/me/preferences", { quietHours: { ...aroundNow(), timeZone: "UTC" } });
    const { body: held } = await send({ body: "x", userId: "sleeper" });
    expect(held.status).toBe("scheduled");
    await tenant.api.post(`/v1/messages/${held.id}/cancel`);
    expect((await tenant.api.post(`/v1/messages/${held.id}/resend`, {})).body.status).toBe("scheduled");
    expect((await send({ body: "x", userId: "waker" })).body.status).not.toBe("scheduled");
  });

  test("ignores the caller's own quiet hours, also in resendMessage and createBatch", async () => {
    const permissions = ["send_messages", "view_messages"];
    const caller = api(await tokenFor({ tenant: tenant.id, user: "night-shift", permissions }));
    await caller.patch("/v1/users/me/preferences", { quietHours: { ...aroundNow(), timeZone: "UTC" } });
    const { body: sent } = await send({ body: "x" }, caller);
    expect(sent).toMatchObject({ userId: null, actingUserId: "night-shift" });
    expect(sent.status).not.toBe("scheduled");
    const again = await eventually(
      () => tenant.api.post(`/v1/messages/${sent.id}/resend`, {}),
      ({ status }) => status === 201,
    );
    expect(again).toMatchObject({ status: 201, body: { userId: null, actingUserId: null } });
    expect(again.body.status).not.toBe("scheduled");
    const { body: batch } = await caller.post("/v1/message-batches", { to: [newNumber()], body: "x" });
    const done = await eventually(
      async () => (await tenant.api.get(`/v1/message-batches/${batch.id}`)).body,
      ({ counts }) => counts.accepted === 1,
    );
    expect(done.counts).toMatchObject({ accepted: 1, pending: 0 });
  });

  test("applies the tenant's quiet hours although the caller's own are off", async () => {
    const quiet = await newTenant({ timeZone: "UTC", quietHours: aroundNow() });
    const caller = api(await tokenFor({ tenant: quiet.id, user: "night-shift", permissions: ["send_messages"] }));
    await caller.patch("/v1/users/me/preferences", { quietHours: { start: "00:00", end: "00:00", timeZone: "UTC" } });
    const { body } = await caller.post("/v1/messages", { to: "+3546111234", body: "x" });
    expect(body.status).toBe("scheduled");
  });
});

describe("sendMessage with validity in quiet hours", () => {
  test("counts validity from the request, and expires a message that would go too late", async () => {
    const quiet = await newTenant({ timeZone: "UTC", quietHours: aroundNow() });
    const to = "+3546111235";
    const headers = { "idempotency-key": crypto.randomUUID() };
    const request = { to, body: "Your table is ready", validitySeconds: 600 };
    const { status, body } = await quiet.api.post("/v1/messages", request, headers);
    const expired = { status: "expired", isFinal: true, error: { code: "validity_expired", retryable: true } };
    expect({ status, body }).toMatchObject({ status: 201, body: expired });
    expect((await quiet.api.post("/v1/messages", request, headers)).body).toMatchObject({ id: body.id, ...expired });
    expect(await simulator.requests({ to, operation: "messages.create" })).toEqual([]);
    const previews = [request, { ...request, validitySeconds: 3 * 3600 }, { ...request, urgent: true }];
    const previewed = previews.map(async (one) => (await quiet.api.post("/v1/messages/preview", one)).body.blocked);
    expect(await Promise.all(previewed)).toMatchObject([[{ code: "validity_expired" }], [], []]);
    const longer = await quiet.api.post("/v1/messages", { to, body: "x", validitySeconds: 3 * 3600 });
    expect(longer.body.status).toBe("scheduled");
    const urgent = await quiet.api.post("/v1/messages", { to, body: "x", validitySeconds: 600, urgent: true });
    expect(["accepted", "sent", "delivered"]).toContain(urgent.body.status);
  });

  test("counts validity from sendAt", async () => {
    const quiet = await newTenant({ timeZone: "UTC", quietHours: aroundNow() });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const sendFor = async (validitySeconds: number) =>
      (await quiet.api.post("/v1/messages", { to: "+3546111236", body: "x", sendAt, validitySeconds })).body.status;
    expect(await sendFor(1800)).toBe("expired");
    expect(await sendFor(5400)).toBe("scheduled");
  });
});

describe("sendMessage before quiet hours begin", () => {
  const pkOf = (owner: TestTenant, id: string) => ({ pk: `${owner.id}#${id}` });
  const row = async (owner: TestTenant, id: string) =>
    (await tables.send(new GetCommand({ TableName: running.tables.messages, Key: pkOf(owner, id) }))).Item;

  /** Changes the row's quiet hours, and runs the sweeper on it. */
  const setHours = async (owner: TestTenant, id: string, { start, end }: { start: string; end: string }) => {
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.messages,
        Key: pkOf(owner, id),
        UpdateExpression: "SET quietHours.#start = :start, quietHours.#end = :end, checkAt = :past",
        ExpressionAttributeNames: { "#start": "start", "#end": "end" },
        ExpressionAttributeValues: { ":start": start, ":end": end, ":past": Date.now() - 1000 },
      }),
    );
    await invoke("sweep-messages");
  };

  /** A message throttled outside quiet hours, which waits for its second attempt. */
  const throttled = async (owner: TestTenant, to: string, message: object = {}) => {
    await simulator.fault({ match: { to }, kind: "throttle", times: 1, retryAfterSeconds: 600 });
    const { body } = await owner.api.post("/v1/messages", { to, body: "x", ...message });
    expect(body.status).toBe("queued");
    return String(body.id);
  };

  const until = (owner: TestTenant, id: string, fits: (status: string) => boolean) =>
    eventually(
      async () => (await owner.api.get(`/v1/messages/${id}`)).body,
      ({ status }) => fits(status),
      5_000,
    );

  let quiet: TestTenant;
  beforeAll(async () => {
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
    quiet = await newTenant({ timeZone: "UTC", quietHours: { start: clock(3), end: clock(5) } });
  });

  test("postpones a waiting message to the end of the quiet hours, then sends it", async () => {
    const to = "+3546111237";
    const id = await throttled(quiet, to);
    await setHours(quiet, id, aroundNow());
    const waiting = await until(quiet, id, (status) => status === "scheduled");
    expect(waiting.status).toBe("scheduled");
    expect((Date.parse(waiting.sendAt) - Date.now()) / 3_600_000).toBeCloseTo(2, 1);
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
    const { openKey, checkAt, validUntil } = (await row(quiet, id)) ?? {};
    expect(openKey).toMatch(/^due#/);
    expect(Date.parse(waiting.sendAt) - checkAt).toBe(150_000);
    // The request has no validity, so the default of ten hours applies.
    expect(validUntil - Date.parse(waiting.sendAt)).toBe(36_000_000);
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.messages,
        Key: pkOf(quiet, id),
        UpdateExpression: "SET sendAt = :past",
        ExpressionAttributeValues: { ":past": new Date(Date.now() - 1000).toISOString() },
      }),
    );
    await setHours(quiet, id, { start: "00:00", end: "00:00" });
    expect((await until(quiet, id, (status) => status === "delivered")).status).toBe("delivered");
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("expires a waiting message whose validity ends before the quiet hours do", async () => {
    const to = "+3546111238";
    const id = await throttled(quiet, to, { validitySeconds: 3600 });
    await setHours(quiet, id, aroundNow());
    const message = await until(quiet, id, (status) => status === "expired");
    expect(message).toMatchObject({ status: "expired", isFinal: true, error: { code: "validity_expired" } });
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("exempts an urgent message", async () => {
    const id = await throttled(quiet, "+3546111239", { urgent: true });
    expect(await row(quiet, id)).toMatchObject({ status: "queued" });
    expect((await row(quiet, id))?.quietHours).toBeUndefined();
  });
});

describe("sendMessage and previewMessage", () => {
  test("refuse too many messages to one number, and store none of the refused (invariant 20)", async () => {
    const to = newNumber();
    const answers = [];
    for (let count = 0; count < 14; count++) answers.push(await send({ to, body: `m${count}` }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ code: "rate_limited", limit: "perNumber" });
    expect(refused[0]?.body.detail).toBe(
      `Too many messages to this number: perNumber, 20 an hour, 10 at once. Try again at ${refused[0]?.body.freeAt}. Change the limit with PATCH /v1/tenants/current/limits.`,
    );
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    const accepted = answers.filter(({ status }) => status === 201).length;
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(accepted);
    expect((await tenant.api.get(`/v1/messages?to=${to.slice(1)}&limit=200`)).body.items).toHaveLength(accepted);
  });

  test("refuse a country that is not allowed", async () => {
    const careful = await newTenant();
    await careful.api.patch("/v1/tenants/current/limits", { allowedCountries: ["DE"] });
    const answer = await careful.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(answer).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
    const preview = await careful.api.post("/v1/messages/preview", { to: newNumber(), body: "x" });
    expect(preview.body.blocked).toMatchObject([{ code: "country_not_allowed" }]);
  });

  test("estimate the price of a message", async () => {
    const { body } = await tenant.api.post("/v1/messages/preview", { to: newNumber(), body: "x".repeat(200) });
    expect(Number(body.estimatedPrice.amount)).toBeGreaterThan(0);
    expect(body.estimatedPrice.currency).toBe("USD");
  });
});
