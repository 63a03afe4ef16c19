import { beforeAll, describe, expect, test } from "vitest";
import { variables } from "../../shared/kernel/config.ts";
import { inProcessApi } from "../support/in-process-api.ts";

beforeAll(() => {
  process.env[variables.environment] = "dev";
  process.env[variables.version] = "1.2.3";
});
const api = inProcessApi();

test("getHealth returns environment and version to every caller", async () => {
  const answer = await api.get("/health");
  expect(answer).toMatchObject({ status: 200, body: { status: "ok", environment: "dev", version: "1.2.3" } });
});

test("getOpenApiDocument returns the document", async () => {
  const { status, body } = await api.get("/openapi.json");
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/);
  expect(Object.keys(body.paths)).toContain("/v1/tenants/{id}");
});

describe("request without a matching route", () => {
  test.each(["/", "/v1", "/v1/tenants/", "/v1/tenants/a/b", "/openapi-json", "/v2/messages", "/health%00"])(
    "gets 404 for %s",
    async (path) => {
      const answer = await api.get(path);
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    },
  );

  test.each([
    ["PUT", "/v1/tenants", "POST, GET"],
    ["DELETE", "/v1/tenants/current", "GET, PATCH"],
    ["POST", "/health", "GET"],
    ["HEAD", "/v1/api-keys", "POST, GET"],
    ["PATCH", "/v1/messages/preview", "POST"],
    ["POST", "/v1/opt-outs/export.csv", "GET"],
    ["PUT", "/v1/verifications/check", "POST"],
  ])("gets 405 for %s %s, with Allow: %s", async (method, path, allow) => {
    const answer = await api.request(method, path);
    expect(answer).toMatchObject({ status: 405, body: { code: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toBe(allow);
  });
});
