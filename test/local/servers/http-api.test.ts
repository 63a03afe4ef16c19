import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStack, startLocalStack } from "../../../infra/local/local-stack.ts";
import { handMadeAssembly, httpApi, lambda } from "../hand-made-assembly.ts";

const echo = `exports.handler = async (event, context) => {
  if (event.rawPath === "/throws") throw new Error("no");
  if (event.rawPath === "/answers") return JSON.parse(event.body);
  return { event, context: { ...context, remaining: context.getRemainingTimeInMillis() } };
};`;
const authorize = `let calls = 0;
exports.handler = async (event) => {
  const [token] = event.identitySource;
  if (token === "broken") throw new Error("broken");
  return { isAuthorized: token !== "denied", context: { token, calls: ++calls, type: event.type, routeArn: event.routeArn } };
};`;

let stack: LocalStack;

beforeAll(async () => {
  const assemblyDir = handMadeAssembly(
    {
      Main: {
        Resources: {
          Echo: lambda("echo", "echo"),
          Authorize: lambda("authorize", "authorize"),
          ...httpApi(
            { "GET /v1/things/{id}": "Echo", "POST /secret": "Echo", "ANY /secret/{proxy+}": "Echo", $default: "Echo" },
            { authorizer: "Authorize", open: ["GET /v1/things/{id}", "$default"] },
          ),
        },
      },
    },
    { code: { echo, authorize } },
  );
  stack = await startLocalStack({ assemblyDir });
});
afterAll(() => stack.close());

const call = (path: string, init?: RequestInit) => fetch(`${stack.apiUrl}${path}`, init);
const json = async (path: string, init?: RequestInit) => Object(await (await call(path, init)).json());

test("local HTTP API calls a function with payload format 2.0", async () => {
  const { event, context } = await json("/v1/things/%2B1415%20x?a=1&a=2&b=%2B3&empty=", {
    headers: [
      ["X-Two", "one"],
      ["x-two", "two"],
      ["cookie", "first=1; second=2"],
      ["user-agent", "the test"],
    ],
  });
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "GET /v1/things/{id}",
    rawPath: "/v1/things/+1415 x",
    rawQueryString: "a=1&a=2&b=%2B3&empty=",
    cookies: ["first=1", "second=2"],
    queryStringParameters: { a: "1,2", b: "+3", empty: "" },
    pathParameters: { id: "+1415 x" },
    isBase64Encoded: false,
    requestContext: {
      accountId: "000000000000",
      domainName: new URL(stack.apiUrl).host,
      http: {
        method: "GET",
        path: "/v1/things/+1415 x",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "the test",
      },
      routeKey: "GET /v1/things/{id}",
      stage: "$default",
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
  });
  expect(event.headers).toMatchObject({ "x-two": "one, two", "x-forwarded-for": "127.0.0.1" });
  expect(event.headers).not.toHaveProperty("cookie");
  expect(event).not.toHaveProperty("body");
  expect(context).toMatchObject({ functionName: "echo", memoryLimitInMB: "128", remaining: expect.any(Number) });
  expect(context.remaining).toBeLessThanOrEqual(5000);
});

test("local HTTP API passes a JSON body as text, and a form or other body as base64", async () => {
  const post = (type: string, body: string) => json("/", { method: "POST", body, headers: { "content-type": type } });
  expect((await post("application/json", '{"ä":1}')).event).toMatchObject({ body: '{"ä":1}', isBase64Encoded: false });
  const encoded = { body: Buffer.from("a=1").toString("base64"), isBase64Encoded: true };
  expect((await post("application/x-www-form-urlencoded", "a=1")).event).toMatchObject(encoded);
  expect((await post("application/octet-stream", "a=1")).event).toMatchObject(encoded);
});

const answers = (value: unknown) =>
  call("/answers", { method: "POST", body: JSON.stringify(value), headers: { "content-type": "application/json" } });

test("local HTTP API turns a function's answer into the response", async () => {
  const response = await answers({
    statusCode: 201,
    headers: { "X-Made": "here", "content-type": "application/problem+json" },
    cookies: ["a=1", "b=2"],
    body: Buffer.from("bytes").toString("base64"),
    isBase64Encoded: true,
  });
  expect(response.status).toBe(201);
  expect(response.headers.get("x-made")).toBe("here");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await response.text()).toBe("bytes");
});

test("local HTTP API answers 200 with a value that is no response", async () => {
  const response = await answers({ just: "this" });
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
  expect(await response.json()).toEqual({ just: "this" });
});

test("local HTTP API answers 500 for a function that fails or returns nonsense", async () => {
  for (const response of [await call("/throws"), await answers({ statusCode: "many" })]) {
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: "Internal Server Error" });
  }
});

test("local HTTP API refuses a body above 10 MB and a path that it cannot decode", async () => {
  const large = await call("/", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
  expect([large.status, await large.json()]).toEqual([413, { message: "Request Entity Too Large" }]);
  expect((await call("/%zz")).status).toBe(400);
});

test("local HTTP API refuses a request without its identity source, and does not call the authorizer", async () => {
  const response = await call("/secret", { method: "POST" });
  expect([response.status, await response.json()]).toEqual([401, { message: "Unauthorized" }]);
});

test("local HTTP API caches the authorizer's answer by identity for all routes", async () => {
  const as = (authorization: string) => ({ headers: { authorization } });
  const first = await json("/secret", { method: "POST", ...as("t1") });
  const { lambda } = first.event.requestContext.authorizer;
  expect(lambda).toMatchObject({
    token: "t1",
    type: "REQUEST",
    routeArn: expect.stringMatching(/\/\$default\/POST\/secret$/),
  });
  const again = await json("/secret/else", as("t1"));
  expect(again.event.requestContext.authorizer.lambda).toEqual(lambda);
  const other = await json("/secret/else", as("t2"));
  expect(other.event.requestContext.authorizer.lambda.calls).toBe(lambda.calls + 1);
});

test("local HTTP API answers 403 for a refusal and 500 for a failing authorizer", async () => {
  const secret = (authorization: string) => call("/secret/x", { headers: { authorization } });
  const denied = await secret("denied");
  expect([denied.status, await denied.json()]).toEqual([403, { message: "Forbidden" }]);
  expect((await secret("broken")).status).toBe(500);
});
