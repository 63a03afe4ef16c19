import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type HttpCall, HttpCallFailed, httpCall } from "../../shared/providers/http-call.ts";
import { deadPort, portOf, rawServer } from "./raw-server.ts";

const call = (url: string, changes: Partial<HttpCall> = {}) =>
  httpCall({
    method: "POST",
    url: new URL(url),
    headers: {},
    body: "x",
    timeoutMs: 400,
    maximumBytes: 1000,
    ...changes,
  });

const failureOf = async (answer: Promise<unknown>): Promise<HttpCallFailed> => {
  const failure = await answer.catch((error: unknown) => error);
  if (!(failure instanceof HttpCallFailed)) throw new Error("The call did not fail");
  return failure;
};

/** A TCP server that ignores the bytes it receives, resets the connection, or answers with garbage. */
const tcpServer = async (onBytes: "ignore" | "reset" | "garbage"): Promise<number> => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => {
      if (onBytes === "reset") socket.resetAndDestroy();
      if (onBytes === "garbage") socket.end("this is not HTTP\r\n\r\n");
    });
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return portOf(server.address());
};

test("httpCall returns the whole answer, with header names in lower case", async () => {
  const server = await rawServer((_request, response) => response.writeHead(201, { "Retry-After": "3" }).end("hello"));
  const answer = await call(server.url);
  expect({ ...answer, body: Buffer.from(answer.body).toString() }).toMatchObject({
    status: 201,
    headers: { "retry-after": "3" },
    body: "hello",
  });
});

test("httpCall returns a redirect like any other answer", async () => {
  const server = await rawServer((_request, response) => response.writeHead(307, { location: "/elsewhere" }).end());
  expect((await call(server.url)).status).toBe(307);
  expect(server.received).toHaveLength(1);
});

test("httpCall opens a connection for each call", async () => {
  const server = await rawServer((_request, response) => response.end("ok"));
  await call(server.url);
  await call(server.url);
  expect(server.connections()).toBe(2);
});

// Invariant 1: certainly not sent, or possibly sent.
test("httpCall reports a refused connection as not sent", async () => {
  const failure = await failureOf(call(`http://127.0.0.1:${await deadPort()}`));
  expect(failure).toMatchObject({ maybeSent: false, reason: "connection" });
  expect(failure.message).toContain("ECONNREFUSED");
});

test("httpCall reports a failed TLS handshake as not sent", async () => {
  const port = await tcpServer("garbage");
  expect(await failureOf(call(`https://127.0.0.1:${port}`))).toMatchObject({ maybeSent: false, reason: "connection" });
});

test("httpCall reports a TLS handshake without an answer as not sent when time is up", async () => {
  const port = await tcpServer("ignore");
  expect(await failureOf(call(`https://127.0.0.1:${port}`))).toMatchObject({ maybeSent: false, reason: "timeout" });
});

test("httpCall reports a request without an answer as possibly sent", async () => {
  const port = await tcpServer("ignore");
  const startedAt = Date.now();
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true, reason: "timeout" });
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test("httpCall reports a reset after the request as possibly sent", async () => {
  const port = await tcpServer("reset");
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true, reason: "connection" });
});

test("httpCall reports an answer that is not HTTP as possibly sent", async () => {
  const port = await tcpServer("garbage");
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true });
});

test("httpCall refuses a truncated answer", async () => {
  const server = await rawServer((_request, response) => {
    response.writeHead(201, { "content-length": "100" }).write("half", () => response.destroy());
  });
  expect(await failureOf(call(server.url))).toMatchObject({ maybeSent: true, reason: "connection" });
});

test("httpCall gives up an answer that trickles past the time limit", async () => {
  const server = await rawServer((_request, response) => {
    const timer = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(timer));
  });
  expect(await failureOf(call(server.url))).toMatchObject({ maybeSent: true, reason: "timeout" });
});

test("httpCall accepts an answer of the maximum size and refuses one byte more", async () => {
  const server = await rawServer((request, response) =>
    response.end("x".repeat(request.path === "/more" ? 1001 : 1000)),
  );
  expect((await call(server.url)).body).toHaveLength(1000);
  expect(await failureOf(call(`${server.url}/more`))).toMatchObject({ reason: "too_large", maybeSent: true });
});
