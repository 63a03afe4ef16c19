import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import type { Permission } from "../../../shared/api/permissions.ts";
import { registry } from "../../../shared/api/registry.ts";
import { newNumber, newQuietTenant, running, type TestTenant, tables } from "../../support/hub/hub.ts";
import { auditedRequests, type PreparedRequest } from "./audited-requests.ts";

const audited = registry.filter(({ operation }) => operation.audited).map(({ operation }) => operation);
let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant();
});

const logOf = async (tenantId: string) => {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: running.tables.audit,
      KeyConditionExpression: "pk = :tenant",
      ExpressionAttributeValues: { ":tenant": tenantId },
      ConsistentRead: true,
    }),
  );
  return Items;
};

const preparedFor = (id: string): Promise<PreparedRequest> => {
  const prepare = auditedRequests[id];
  if (!prepare) throw new Error(`${id} is declared audited: add its request to audited-requests.ts`);
  return prepare(tenant);
};

describe("audited operation (invariant 22)", () => {
  test.each(audited.map((operation) => [operation.id, operation] as const))(
    "%s writes exactly one audit row",
    async (id, { method }) => {
      const { api, path, body, logOwner } = await preparedFor(id);
      const answer = await api.request(method, path, body);
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
      const requestId = answer.headers.get("x-request-id");
      const rows = (await logOf(logOwner ?? answer.body.id)).filter((row) => row.requestId === requestId);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ action: id, actor: expect.stringMatching(/^key:key_/), at: expect.any(String) });
      expect(path + JSON.stringify(answer.body ?? "")).toContain(rows[0]?.target);
    },
  );

  test("is every change that needs an administrative permission", () => {
    const administrative = new Set<Permission | "any" | "none">([
      "manage_provider_configs",
      "manage_api_keys",
      "manage_tenant",
      "platform_admin",
    ]);
    const changes = registry.filter(
      ({ operation }) => administrative.has(operation.permission) && operation.method !== "GET",
    );
    expect(changes.filter(({ operation }) => !operation.audited).map(({ operation }) => operation.id)).toEqual([]);
  });
});

describe("audited operation without effect", () => {
  const expectNoRow = async (request: Promise<{ status: number; headers: Headers }>) => {
    const { status, headers } = await request;
    expect(status).toBeGreaterThanOrEqual(400);
    const rows = (await logOf(tenant.id)).filter((row) => row.requestId === headers.get("x-request-id"));
    expect(rows).toEqual([]);
  };

  test("writes no audit row when it refuses the target, the credentials or the permission", async () => {
    const path = `/v1/provider-configs/${tenant.config.id}`;
    await expectNoRow(tenant.api.patch(`/v1/provider-configs/cfg_${"A".repeat(22)}`, { name: "x" }));
    await expectNoRow(tenant.api.put(`${path}/credentials`, { region: "eu-west-1", roleArn: "x" }));
    await expectNoRow(tenant.api.post("/v1/api-keys", { name: "x", permissions: ["platform_admin"] }));
    await expectNoRow(tenant.api.post("/v1/erasures", { number: tenant.twilio.number }));
    await expectNoRow(tenant.api.post("/v1/exports", { number: "+1415" }));
  });

  test("writes no second audit row on a replay with one idempotency key", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const newKey = { name: "once", permissions: ["view_messages"] };
    const { body } = await tenant.api.post("/v1/api-keys", newKey, headers);
    await tenant.api.post("/v1/api-keys", newKey, headers);
    expect((await logOf(tenant.id)).filter((row) => row.target === body.id)).toHaveLength(1);
  });
});

test("audit rows contain no token, no key and no person's full number (invariant 17)", async () => {
  const own = await newQuietTenant();
  const { accountSid, authToken } = own.twilio;
  await own.api.put(`/v1/provider-configs/${own.config.id}/credentials`, { accountSid, authToken });
  for (const path of ["/v1/erasures", "/v1/exports"]) await own.api.post(path, { number: newNumber() });
  const rows = await logOf(own.id);
  const log = JSON.stringify(rows);
  expect(log).toContain("setProviderCredentials");
  for (const secret of [authToken, accountSid, own.apiKey]) expect(log.includes(secret)).toBe(false);
  const people = rows.filter(({ action }) => action === "createErasure" || action === "createExport");
  expect(people).toHaveLength(2);
  for (const { changes } of people) expect(changes).toEqual({ number: expect.stringMatching(/^\+\d{4}•••\d{4}$/) });
});
