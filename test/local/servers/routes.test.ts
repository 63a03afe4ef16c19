import { expect, test } from "vitest";
import { createRouter } from "../../../infra/local/http-api/routes.ts";

const router = createRouter(
  [
    "$default",
    "ANY /{proxy+}",
    "GET /v1/messages/{id}",
    "GET /v1/messages/preview",
    "ANY /v1/messages/preview",
    "GET /v1/{kind}/preview",
    "POST /v1/messages",
    "GET /v1/files/{path+}",
  ].map((routeKey) => ({ routeKey, functionName: "f" })),
);

const found = (method: string, path: string) => router(method, path)?.route.routeKey;

test("createRouter() prefers the most specific path, then the named method, the greedy route and $default", () => {
  expect(found("GET", "/v1/messages/preview")).toBe("GET /v1/messages/preview");
  expect(found("POST", "/v1/messages/preview")).toBe("ANY /v1/messages/preview");
  expect(found("GET", "/v1/messages/abc")).toBe("GET /v1/messages/{id}");
  expect(found("GET", "/v1/calls/preview")).toBe("GET /v1/{kind}/preview");
  expect(found("PUT", "/v1/messages")).toBe("ANY /{proxy+}");
  expect(found("GET", "/v1/messages/abc/")).toBe("ANY /{proxy+}");
  expect(found("GET", "/")).toBe("$default");
});

test("createRouter() decodes path variables, and does not split at an encoded slash", () => {
  expect(router("GET", "/v1/messages/%2B1%2F2")?.pathParameters).toEqual({ id: "+1/2" });
  expect(router("GET", "/v1/files/a/b%20c")?.pathParameters).toEqual({ path: "a/b c" });
});

test("createRouter() without $default finds no route for an unmatched request", () => {
  expect(createRouter([{ routeKey: "GET /a", functionName: "f" }])("GET", "/b")).toBeUndefined();
});
