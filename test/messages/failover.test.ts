import { describe, expect, test } from "vitest";
import type { TwilioFaultInput } from "../../infra/local/simulators/twilio/faults.ts";
import { eventually, newNumber, newTenant, newTwilioAccount, simulator } from "../support/hub.ts";

type Without<F> = F extends unknown ? Omit<F, "match"> : never;

/** A tenant whose configuration has a second account to fall back on. */
const newTenantWithFailover = async () => {
  const [tenant, second] = await Promise.all([newTenant(), newTwilioAccount()]);
  const { accountSid, authToken, number, numberSid } = second;
  const made = await tenant.api.post("/v1/provider-configs", {
    name: "Second",
    provider: "twilio",
    credentials: { accountSid, authToken },
  });
  const path = `/v1/provider-configs/${made.body.id}`;
  await tenant.api.post(`${path}/test-connection`);
  await tenant.api.post(`${path}/phone-numbers/${numberSid}/connect`, {});
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: made.body.id });
  return { ...tenant, second: { id: made.body.id, number } };
};

const first = (accountSid: string, to: string, fault: Without<TwilioFaultInput>) =>
  simulator.fault({ ...fault, match: { accountSid, to } } as TwilioFaultInput);

describe("failover to a second configuration", () => {
  test.each<[string, Without<TwilioFaultInput>]>([
    ["throttled", { kind: "throttle" }],
    ["an account that is suspended", { kind: "reject", status: 403, code: 20005, message: "inactive" }],
    ["a sender the account may not use", { kind: "reject", status: 400, code: 21606, message: "not owned" }],
  ])("%s: the second one sends it, once", async (_name, fault) => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, fault);
    const { body } = await tenant.api.post("/v1/messages", { to, body: "either way" });
    expect(body).toMatchObject({ providerConfigId: tenant.second.id, from: tenant.second.number });
    const delivered = await eventually(
      async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
      (one) => one.isFinal,
    );
    expect(delivered.status).toBe("delivered");
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test.each<[string, Without<TwilioFaultInput>, string]>([
    ["an answer that was lost", { kind: "lost-response" }, "unknown"],
    ["a 500", { kind: "error-before" }, "unknown"],
    ["the recipient's own fault", { kind: "reject", status: 400, code: 21614, message: "not mobile" }, "failed"],
  ])("%s: never (invariant 1)", async (_name, fault, status) => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await first(tenant.twilio.accountSid, to, fault);
    const { body } = await tenant.api.post("/v1/messages", { to, body: "only here" });
    expect(body).toMatchObject({ status, providerConfigId: tenant.config.id });
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
  });

  test("not where the recipient opted out of the second sender (invariant 7)", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await simulator.inbound({ from: to, to: tenant.second.number, body: "STOP" });
    await first(tenant.twilio.accountSid, to, { kind: "reject", status: 403, code: 20005, message: "inactive" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({ status: "failed", error: { code: "account_suspended" } });
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("a provider that refuses the credentials is unhealthy and spared; the recipients' faults do not count", async () => {
    const tenant = await newTenantWithFailover();
    const { accountSid } = tenant.twilio;
    const health = async () => (await tenant.api.get(`/v1/provider-configs/${tenant.config.id}`)).body.health;
    for (let count = 0; count < 4; count++) {
      const to = newNumber();
      await first(accountSid, to, { kind: "reject", status: 400, code: 21211, message: "invalid" });
      await tenant.api.post("/v1/messages", { to, body: "x" });
    }
    expect((await health()).status).toBe("healthy");
    await simulator.addAccount({ accountSid, authToken: "f".repeat(32), phoneNumbers: [] });
    const { body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(body.providerConfigId).toBe(tenant.second.id);
    expect(await health()).toMatchObject({ status: "unhealthy", lastError: expect.any(String) });
    const { body: events } = await tenant.api.get("/v1/events?type=provider_config.unhealthy");
    expect(events.items).toMatchObject([{ data: { providerConfigId: tenant.config.id } }]);
  });
});
