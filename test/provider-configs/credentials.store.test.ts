import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { variables } from "../../shared/kernel/config.ts";
import type { TenantId } from "../../shared/kernel/ids.ts";
import { decryptCredentials } from "../../shared/provider-configs/credentials/credential-vault-decrypt.ts";
import { credentialsOf } from "../../shared/provider-configs/credentials/credentials-of.ts";
import { readConfig } from "../../shared/provider-configs/provider-config-reads.ts";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
  process.env[variables.logLevel] = "DEBUG";
});
afterAll(() => hub.close());
afterEach(() => {
  setClock(Date.now);
  vi.restoreAllMocks();
});

const path = "/v1/provider-configs";
const canary = "canary0123456789canary0123456789";
const accountSid = `AC${"0a".repeat(16)}`;
const twilio = { accountSid, authToken: canary };
const role = { region: "eu-central-1", roleArn: "arn:aws:iam::123456789012:role/phonehub-sender" };

const make = async (api: Api, provider = "twilio", settings: object = {}): Promise<string> =>
  (await api.post(path, { name: "x", provider, ...settings })).body.id;
const rowOf = async (tenantId: string, id: string) => {
  const found = await readConfig(tenantId as TenantId, id);
  if (!found) throw new Error("no such row");
  return found.config;
};

describe("setProviderCredentials", () => {
  test("encrypts credentials, and shows them in no answer, row or log (invariant 17)", async () => {
    const logged: string[] = [];
    const keep = (text: string | Uint8Array): boolean => logged.push(String(text)) > 0;
    for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, "write").mockImplementation(keep);
    const { id, api } = await hub.newBareTenant();
    const config = await make(api, "twilio", { credentials: twilio });
    const answers = [
      await api.put(`${path}/${config}/credentials`, twilio),
      await api.get(`${path}/${config}?view=full`),
      await api.get(`${path}?view=full`),
      await api.put(`${path}/${config}/credentials`, { ...twilio, authToken: 5 }),
      await api.post(`${path}/${config}/test-connection`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 422]);
    const rows = [...(await hub.rows("providerConfigs", id)), ...(await hub.rows("audit", id))];
    vi.restoreAllMocks();
    expect(logged.join("")).toContain("request_answered");
    expect(JSON.stringify([answers, rows, logged])).not.toContain(canary);
    expect(answers[0]?.body).toMatchObject({ hasCredentials: true, accountSidLast4: "0a0a", verified: false });
    expect(await credentialsOf(await rowOf(id, config))).toEqual({ provider: "twilio", ...twilio, region: "us1" });
  });

  test("writes one audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const config = await make(api);
    await api.put(`${path}/${config}/credentials`, twilio);
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions.filter((action) => action === "setProviderCredentials")).toHaveLength(1);
  });

  test("binds the ciphertext to its tenant and configuration (invariant 17)", async () => {
    const [a, b] = await Promise.all([hub.newBareTenant(), hub.newBareTenant()]);
    const [ofA, ofB] = await Promise.all([make(a.api, "twilio", { credentials: twilio }), make(b.api)]);
    const { credentials } = await rowOf(a.id, ofA);
    const owners = [
      { tenantId: b.id as TenantId, providerConfigId: ofB },
      { tenantId: b.id as TenantId, providerConfigId: ofA },
      { tenantId: a.id as TenantId, providerConfigId: ofB },
    ];
    for (const owner of owners)
      await expect(decryptCredentials(owner, credentials ?? "")).rejects.toMatchObject({
        name: "InvalidCiphertextException",
      });
    const stolen = { ...(await rowOf(b.id, ofB)), credentials, credentialsVersion: "stolen" };
    await dynamodb().send(
      new PutCommand({ TableName: tableNamed("providerConfigs"), Item: { pk: b.id, sk: ofB, ...stolen } }),
    );
    expect((await b.api.post(`${path}/${ofB}/test-connection`)).status).toBe(500);
  });

  test.each<[string, string, object]>([
    ["SNS credentials for Twilio", "twilio", role],
    ["Twilio credentials for SNS", "sns", twilio],
    ["an invalid account SID", "twilio", { ...twilio, accountSid: "AC123" }],
    ["a token that is too short", "twilio", { ...twilio, authToken: "" }],
    ["an API key without its secret", "twilio", { ...twilio, apiKeySid: `SK${"0a".repeat(16)}` }],
    ["a chosen external id", "sns", { ...role, externalId: "another tenant's" }],
    ["a role without a valid account", "sns", { ...role, roleArn: "arn:aws:iam::1:role/x" }],
    ["a region that is a host", "sns", { ...role, region: "evil.example/" }],
    ["nothing", "twilio", {}],
  ])("refuses %s (invariant 24)", async (_what, provider, credentials) => {
    const { api } = await hub.newBareTenant();
    const config = await make(api, provider);
    const answer = await api.put(`${path}/${config}/credentials`, credentials);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect((await api.get(`${path}/${config}`)).body.hasCredentials).toBe(false);
  });

  test("assumes an SNS role with the hub's external id", async () => {
    const { id, api } = await hub.newBareTenant();
    const config = await make(api, "sns", { credentials: role });
    const row = await rowOf(id, config);
    expect(await credentialsOf(row)).toEqual({ provider: "sns", ...role, externalId: row.externalId });
  });
});

describe("credentialsOf", () => {
  const calls = () => vi.spyOn(dynamodb(), "send");

  test("throws provider_not_verified when the configuration has none", async () => {
    const { id, api } = await hub.newBareTenant();
    const row = await rowOf(id, await make(api));
    await expect(credentialsOf(row)).rejects.toMatchObject({ code: "provider_not_verified" });
  });

  test("with fresh finds changed credentials, and reads at most once a minute", async () => {
    const { id, api } = await hub.newBareTenant();
    const config = await make(api, "twilio", { credentials: twilio });
    const old = await rowOf(id, config);
    const changed = { ...twilio, authToken: "f".repeat(32) };
    await api.put(`${path}/${config}/credentials`, changed);
    expect(await credentialsOf(old)).toMatchObject({ authToken: canary });
    const send = calls();
    for (let i = 0; i < 5; i++)
      expect(await credentialsOf(old, { fresh: true })).toMatchObject({ authToken: changed.authToken });
    expect(send).toHaveBeenCalledTimes(1);
    const later = Date.now() + 61_000;
    setClock(() => later);
    await credentialsOf(old, { fresh: true });
    expect(send).toHaveBeenCalledTimes(2);
  });

  test("with fresh never returns older credentials than the given row's", async () => {
    const { id, api } = await hub.newBareTenant();
    const config = await make(api, "twilio", { credentials: twilio });
    await credentialsOf(await rowOf(id, config), { fresh: true });
    await api.put(`${path}/${config}/credentials`, { ...twilio, authToken: "f".repeat(32) });
    const now = await rowOf(id, config);
    expect(await credentialsOf(now, { fresh: true })).toMatchObject({ authToken: "f".repeat(32) });
  });
});
