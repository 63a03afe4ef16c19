import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { allowances } from "../../shared/limits/creation-limits.ts";
import type { Api } from "../support/api.ts";
import { newBareTenant, newNumber, running, tables } from "../support/hub/hub.ts";

let tenant: Awaited<ReturnType<typeof newBareTenant>>;
let configPath: string;

/** Uses up the tenant's creation limit for this kind of resource. */
const exhaust = (kind: keyof typeof allowances) =>
  tables.send(
    new PutCommand({
      TableName: running.tables.limits,
      Item: { pk: `${tenant.id}#creations#${kind}#`, drawnTo: Date.now() + 40 * 86_400_000 },
    }),
  );

beforeAll(async () => {
  tenant = await newBareTenant();
  const { body } = await tenant.api.post("/v1/provider-configs", { name: "x", provider: "twilio" });
  configPath = `/v1/provider-configs/${body.id}`;
  const kinds: (keyof typeof allowances)[] = [
    ...(["providerConfigChanges", "lookupRecords", "apiKeys", "templates"] as const),
    ...(["batches", "uploads", "subjectRequests"] as const),
  ];
  await Promise.all(kinds.map(exhaust));
});

describe("operation beyond its caller's creation limit:", () => {
  const requests: [string, (api: Api) => ReturnType<Api["post"]>][] = [
    ["createProviderConfig", (api) => api.post("/v1/provider-configs", { name: "x", provider: "twilio" })],
    ["updateProviderConfig", (api) => api.patch(configPath, { name: "y" })],
    ["setProviderCredentials", (api) => api.put(`${configPath}/credentials`, credentials)],
    ["testProviderConnection", (api) => api.post(`${configPath}/test-connection`)],
    ["connectProviderNumber", (api) => api.post(`${configPath}/phone-numbers/PN${"0".repeat(32)}/connect`, {})],
    ["disconnectProviderNumber", (api) => api.post(`${configPath}/phone-numbers/PN${"0".repeat(32)}/disconnect`)],
    ["deleteProviderConfig", (api) => api.del(configPath)],
    ["putLookup", (api) => api.put(`/v1/lookups/${newNumber().slice(1)}`, {})],
    ["createApiKey", (api) => api.post("/v1/api-keys", { name: "k", permissions: ["send_messages"] })],
    ["createTemplate", (api) => api.post("/v1/templates", { name: "t", bodies: { en: "Hi" } })],
    ["createBatch", (api) => api.post("/v1/message-batches", { to: [newNumber()], body: "Hi" })],
    ["createBatchUpload", (api) => api.post("/v1/message-batches/uploads", { bytes: 10 })],
    ["createErasure", (api) => api.post("/v1/erasures", { number: newNumber() })],
    ["createExport", (api) => api.post("/v1/exports", { number: newNumber() })],
  ];
  const credentials = { accountSid: `AC${"a".repeat(32)}`, authToken: "b".repeat(32) };

  test.each(requests)("%s answers 429 and creates nothing (invariant 31)", async (_operation, request) => {
    const { status, body, headers } = await request(tenant.api);
    expect({ status, code: body.code }).toEqual({ status: 429, code: "rate_limited" });
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
