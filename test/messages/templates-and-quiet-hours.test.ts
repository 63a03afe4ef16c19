import { beforeAll, describe, expect, test } from "vitest";
import { api, newNumber, newTenant, simulator, type TestTenant, tokenFor } from "../support/hub.ts";

let tenant: TestTenant;
let template: { id: string };

beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => ({ whatsappEnabled: true, whatsappNumber: number }));
  const contentSids = { en: `HX${"e".repeat(32)}` };
  const bodies = { en: "Hello {{name}}", es: "Hola {{name}}" };
  template = (await tenant.api.post("/v1/templates", { name: "greeting", bodies, contentSids })).body;
});

const send = (message: object, by = tenant.api) => by.post("/v1/messages", { to: newNumber(), ...message });

describe("a message made of a template", () => {
  test("is its text in the wanted language, filled", async () => {
    const { status, body } = await send({ template: { id: template.id, variables: { name: "Ana" }, locale: "es-MX" } });
    expect({ status, body: body.body, template: body.template }).toEqual({
      status: 201,
      body: "Hola Ana",
      template: { id: template.id, variables: { name: "Ana" } },
    });
  });

  test("without a variable is refused, and named", async () => {
    const answer = await send({ template: { id: template.id } });
    expect(answer).toMatchObject({ status: 400, body: { code: "template_variables_missing", missing: ["name"] } });
  });

  test("on WhatsApp is the content that was approved", async () => {
    const to = newNumber();
    await send({ to, channel: "whatsapp", template: { id: template.id, variables: { name: "Ana" } } });
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(request?.params).toMatchObject({ ContentSid: `HX${"e".repeat(32)}`, ContentVariables: '{"name":"Ana"}' });
  });

  test("of nobody's, or of another tenant's, is not found", async () => {
    const other = await newTenant();
    const wanted = { template: { id: template.id, variables: { name: "Ana" } } };
    expect(await send(wanted, other.api)).toMatchObject({ status: 404 });
  });
});

/** Quiet hours that hold now, in a zone that has no clock changes: two hours either side. */
const aroundNow = () => {
  const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
  return { start: clock(-2), end: clock(2) };
};

describe("quiet hours", () => {
  test("the tenant's hold a message back until they are over, but not an urgent one", async () => {
    const quiet = await newTenant({ timeZone: "UTC", quietHours: aroundNow() });
    // Iceland's clocks are UTC all year.
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

  test("a user's own win over the tenant's", async () => {
    const user = api(await tokenFor({ tenant: tenant.id, user: "sleeper", permissions: [] }));
    await user.patch("/v1/users/me/preferences", { quietHours: { ...aroundNow(), timeZone: "UTC" } });
    expect((await send({ body: "x", userId: "sleeper" })).body.status).toBe("scheduled");
    expect((await send({ body: "x", userId: "waker" })).body.status).not.toBe("scheduled");
  });
});

describe("limits", () => {
  test("one number is not written to too often, and the refused message is not there (invariant 20)", async () => {
    const to = newNumber();
    const answers = [];
    for (let count = 0; count < 14; count++) answers.push(await send({ to, body: `m${count}` }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ code: "rate_limited", limit: "perNumber" });
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    const accepted = answers.filter(({ status }) => status === 201).length;
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(accepted);
    expect((await tenant.api.get(`/v1/messages?to=${to.slice(1)}&limit=200`)).body.items).toHaveLength(accepted);
  });

  test("a country that is not allowed is refused, and told by the preview", async () => {
    const careful = await newTenant();
    await careful.api.patch("/v1/tenants/current/limits", { allowedCountries: ["DE"] });
    const answer = await careful.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(answer).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
    const preview = await careful.api.post("/v1/messages/preview", { to: newNumber(), body: "x" });
    expect(preview.body.blocked).toMatchObject([{ code: "country_not_allowed" }]);
  });

  test("a preview estimates the price", async () => {
    const { body } = await tenant.api.post("/v1/messages/preview", { to: newNumber(), body: "x".repeat(200) });
    expect(Number(body.estimatedPrice.amount)).toBeGreaterThan(0);
    expect(body.estimatedPrice.currency).toBe("USD");
  });
});
