import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { api, newNumber, newTenant, running, simulator, tokenFor } from "../support/hub/hub.ts";
import { postSigned } from "../support/twilio-webhook.ts";

test("sendMessage and other operations leave no body, full number, token or key in logs and answers (invariant 17)", async () => {
  const tenant = await newTenant();
  const { authToken } = tenant.twilio;
  const canary = `canary-${crypto.randomUUID()}`;
  const numbers = Array.from({ length: 6 }, newNumber);
  const [delivered = "", refused = "", lost = "", throttled = "", inbound = "", invalid = ""] = numbers;
  const answers: unknown[] = [];
  const keep = async (answer: Promise<{ body: unknown }>) => answers.push((await answer).body);

  await simulator.fault({
    match: { to: refused },
    kind: "reject",
    status: 400,
    code: 21211,
    message: `The 'To' number ${refused} is not valid`,
  });
  await simulator.fault({ match: { to: lost }, kind: "lost-response" });
  await simulator.fault({ match: { to: throttled }, kind: "throttle", retryAfterSeconds: 1 });
  for (const to of [delivered, refused, lost, throttled]) await tenant.api.post("/v1/messages", { to, body: canary });
  await simulator.inbound({ from: inbound, to: tenant.twilio.number, body: canary });
  await tenant.api.post("/v1/lookups", { number: delivered, fields: ["callerName"] });
  await keep(tenant.api.post("/v1/messages", { to: `${invalid}0000`, body: canary }));
  await keep(tenant.api.post("/v1/messages", { to: invalid, body: canary, unknown: canary }));
  await keep(tenant.api.get(`/v1/provider-configs/${tenant.config.id}?view=full`));
  await keep(tenant.api.get("/v1/api-keys"));
  await keep(
    tenant.api.put(`/v1/provider-configs/${tenant.config.id}/credentials`, { accountSid: "AC-wrong", authToken }),
  );
  await keep(api("phk_live_garbage").get("/v1/messages"));
  const [phoneUser, mailUser] = [newNumber(), `${canary}@example.com`];
  numbers.push(phoneUser);
  for (const user of [phoneUser, mailUser]) {
    const { get } = api(await tokenFor({ tenant: tenant.id, user }));
    expect((await get("/v1/messages")).status).toBe(200);
    expect((await get("/v1/audit-events")).status).toBe(403);
  }
  const forged = await postSigned(tenant.config.webhookUrls.inbound, { From: inbound, Body: canary }, "0".repeat(32));
  answers.push(forged.body);
  await new Promise((resolve) => setTimeout(resolve, 3_000));

  const logs = readFileSync(running.logFile, "utf8");
  expect(logs).toContain(tenant.id);
  for (const secret of [canary, authToken, tenant.apiKey]) expect(logs.includes(secret)).toBe(false);
  for (const number of [...numbers, tenant.twilio.number]) expect(logs.includes(number.slice(1))).toBe(false);
  const answerText = JSON.stringify(answers);
  for (const secret of [canary, authToken, tenant.apiKey, tenant.twilio.accountSid])
    expect(answerText.includes(secret)).toBe(false);
});
