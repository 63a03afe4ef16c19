import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tableVariables, variables } from "../../../shared/kernel/config.ts";
import type { Api } from "../../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../../support/in-process-hub.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
let tenant: Api;

beforeAll(async () => {
  hub = await startInProcessHub();
  await createTables(["verifications", "optOuts", "events", "templates", "lookups"]);
  Object.assign(process.env, { [variables.codePepper]: "test-key", [variables.numberHashKey]: "test-key" });
  const made = await hub.newBareTenant({ defaultCountry: "US" });
  tenant = made.api;
  const { accountSid, authToken, number } = await hub.newTwilioAccount();
  const config = { name: "Twilio", provider: "twilio", fromNumbers: [number], credentials: { accountSid, authToken } };
  const { body } = await tenant.post("/v1/provider-configs", config);
  await tenant.post(`/v1/provider-configs/${body.id}/test-connection`);
});
afterAll(() => hub.close());

/** Runs something without a store. */
const without = async <Result>(variable: string, run: () => Promise<Result>): Promise<Result> => {
  const was = process.env[variable];
  process.env[variable] = "";
  try {
    return await run();
  } finally {
    process.env[variable] = was;
  }
};

const start = (to: string) => tenant.post("/v1/verifications", { to, purpose: "login" });
const attemptsLeft = async (id: string) => (await tenant.get(`/v1/verifications/${id}`)).body.attemptsLeft;

describe.each([
  ["the limits", tableVariables.limits, "+14155550160"],
  ["the verifications", tableVariables.verifications, "+14155550161"],
  ["the opt-outs", tableVariables.optOuts, "+14155550162"],
  ["the key of the codes", variables.codePepper, "+14155550163"],
])("startVerification without %s", (_what, variable, to) => {
  test("sends nothing and leaves nothing behind (invariant 20)", async () => {
    const { status } = await without(variable, () => start(to));
    expect(status).toBeGreaterThanOrEqual(500);
    expect(await hub.simulator.requests({ to })).toEqual([]);
    expect((await tenant.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    expect((await start(to)).status).toBe(201);
  });
});

describe.each([
  ["the limits", tableVariables.limits, "+14155550170"],
  ["the verifications", tableVariables.verifications, "+14155550171"],
  ["the key of the codes", variables.codePepper, "+14155550172"],
])("checkVerification without %s", (_what, variable, to) => {
  test("compares no code and counts no attempt (invariant 20)", async () => {
    const { body } = await start(to);
    const [code] = await hub.simulator.codes(to);
    const check = () => tenant.post(`/v1/verifications/${body.id}/check`, { code });
    expect((await without(variable, check)).status).toBeGreaterThanOrEqual(500);
    expect(await attemptsLeft(body.id)).toBe(5);
    expect(await check()).toMatchObject({ status: 200, body: { approved: true } });
  });
});
