import { afterAll, beforeAll, expect, test } from "vitest";
import { type LoopbackServer, listenOnLoopback } from "../../../infra/local/http/loopback-server.ts";
import { applyCors } from "../../../infra/local/http-api/cors.ts";

const cors = {
  origins: ["https://console.example"],
  methods: ["GET", "POST"],
  headers: ["authorization"],
  exposeHeaders: ["x-request-id"],
  maxAgeSeconds: 60,
  allowCredentials: false,
};

let server: LoopbackServer;
beforeAll(async () => {
  server = await listenOnLoopback(async (request, response) => {
    if (!applyCors(cors, request, response)) response.end("from the function");
  });
});
afterAll(() => server.close());

// fetch cannot set every header that a browser sends with Origin, so the test passes the headers directly.
const call = (origin: string, method = "GET", more: Record<string, string> = {}) =>
  fetch(server.url, { method, headers: { origin, ...more } });

test("applyCors() answers a preflight in the API", async () => {
  const response = await call(cors.origins[0] ?? "", "OPTIONS", { "access-control-request-method": "POST" });
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "access-control-allow-origin": "https://console.example",
    "access-control-allow-methods": "GET,POST",
    "access-control-allow-headers": "authorization",
    "access-control-max-age": "60",
  });
});

test("applyCors() lets an allowed origin read the answer, and no other origin", async () => {
  const allowed = await call(cors.origins[0] ?? "");
  expect(await allowed.text()).toBe("from the function");
  expect(allowed.headers.get("access-control-expose-headers")).toBe("x-request-id");
  expect((await call("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
});
