import { beforeAll, describe, expect, test } from "vitest";
import { type Permission, tenantPermissions } from "../../shared/api/permissions.ts";
import { api, newTenant, type TestTenant } from "../support/hub/hub.ts";
import { bodyFor, pathFor, protectedOperations, unknownIds } from "./sample-requests.ts";

let tenant: TestTenant;
const keysWithout = new Map<Permission, string>();

beforeAll(async () => {
  tenant = await newTenant();
  for (const permission of tenantPermissions) {
    const permissions = tenantPermissions.filter((one) => one !== permission);
    const { body } = await tenant.api.post("/v1/api-keys", { name: `without ${permission}`, permissions });
    keysWithout.set(permission, body.secret);
  }
});

const each = protectedOperations.map((one) => [one.operation.id, one] as const);
const request = (one: (typeof protectedOperations)[number], credential: string) =>
  api(credential).request(one.operation.method, pathFor(one, unknownIds()), bodyFor(one));

describe("each operation", () => {
  test.each(each)("%s answers 403 to a key without its permission", async (_id, one) => {
    const { permission } = one.operation;
    if (permission === "any" || permission === "none") return;
    const credential = permission === "platform_admin" ? tenant.apiKey : (keysWithout.get(permission) ?? "");
    const answer = await request(one, credential);
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test.each(each)("%s answers a 401 problem to an unknown credential", async (_id, one) => {
    const answer = await request(one, `phk_live_${"x".repeat(40)}`);
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test.each(each)("%s gets a 401 from API Gateway without a credential", async (_id, one) => {
    const answer = await api().request(one.operation.method, pathFor(one, unknownIds()), bodyFor(one));
    expect(answer).toMatchObject({ status: 401, body: { message: "Unauthorized" } });
  });
});
