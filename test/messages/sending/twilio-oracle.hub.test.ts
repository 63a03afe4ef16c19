import { expect, test } from "vitest";
import { eventually, newNumber, newTenant, simulator } from "../../support/hub/hub.ts";
import { twilioOracle } from "../../support/twilio-oracle.ts";

const oracle = twilioOracle();

test.skipIf(!oracle.available)("sendMessage makes only requests that are valid against Twilio's OpenAPI", async () => {
  const tenant = await newTenant();
  const to = newNumber();
  const { body } = await tenant.api.post("/v1/messages", { to, body: "hello", validitySeconds: 60 });
  await eventually(
    async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
    (one) => one.isFinal,
  );
  await tenant.api.post(`/v1/messages/${body.id}/refresh`);
  await tenant.api.post(`/v1/messages/${body.id}/redact`);
  await tenant.api.post("/v1/lookups", { number: to, fields: ["callerName", "simSwap"] });
  await tenant.api.post(`/v1/provider-configs/${tenant.config.id}/test-connection`);
  await tenant.api.get(`/v1/provider-configs/${tenant.config.id}/phone-numbers`);
  const requests = (await simulator.requests({})).filter(
    ({ path, to: number }) => path.includes(tenant.twilio.accountSid) || number === to,
  );
  const operations = new Set(requests.map(({ operation }) => operation));
  for (const one of [
    "accounts.fetch",
    "balance.fetch",
    "messages.create",
    "messages.fetch",
    "messages.update",
    "lookups.fetch",
  ])
    expect(operations).toContain(one);
  for (const { method, path, params } of requests)
    expect({ path, verdict: oracle.validateRequest(method, path, params) }).toEqual({
      path,
      verdict: { ok: true, errors: [] },
    });
});
