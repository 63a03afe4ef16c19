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

/** A TCP server that takes connections and does with them what the test says. */
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

test("an answer comes back whole, with its headers in lower case", async () => {
  const server = await rawServer((_request, response) => response.writeHead(201, { "Retry-After": "3" }).end("hello"));
  const answer = await call(server.url);
  expect({ ...answer, body: Buffer.from(answer.body).toString() }).toMatchObject({
    status: 201,
    headers: { "retry-after": "3" },
    body: "hello",
  });
});

test("a redirect is an answer like any other", async () => {
  const server = await rawServer((_request, response) => response.writeHead(307, { location: "/elsewhere" }).end());
  expect((await call(server.url)).status).toBe(307);
  expect(server.received).toHaveLength(1);
});

test("every call has a connection of its own", async () => {
  const server = await rawServer((_request, response) => response.end("ok"));
  await call(server.url);
  await call(server.url);
  expect(server.connections()).toBe(2);
});

// Invariant 1: what is certain not to have been sent, and what is not.
test("a refused connection has sent nothing", async () => {
  const failure = await failureOf(call(`http://127.0.0.1:${await deadPort()}`));
  expect(failure).toMatchObject({ maybeSent: false, reason: "connection" });
  expect(failure.message).toContain("ECONNREFUSED");
});

test("a TLS handshake that fails has sent nothing", async () => {
  const port = await tcpServer("garbage");
  expect(await failureOf(call(`https://127.0.0.1:${port}`))).toMatchObject({ maybeSent: false, reason: "connection" });
});

test("a TLS handshake that nobody answers has sent nothing when time is up", async () => {
  const port = await tcpServer("ignore");
  expect(await failureOf(call(`https://127.0.0.1:${port}`))).toMatchObject({ maybeSent: false, reason: "timeout" });
});

test("a request that nobody answers may have been taken", async () => {
  const port = await tcpServer("ignore");
  const startedAt = Date.now();
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true, reason: "timeout" });
  expect(Date.now() - startedAt).toBeLessThan(1_000);
});

test("a connection reset after the request may have been taken", async () => {
  const port = await tcpServer("reset");
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true, reason: "connection" });
});

test("an answer that is not HTTP may hide a request that was taken", async () => {
  const port = await tcpServer("garbage");
  expect(await failureOf(call(`http://127.0.0.1:${port}`))).toMatchObject({ maybeSent: true });
});

test("an answer cut short is no answer", async () => {
  const server = await rawServer((_request, response) => {
    response.writeHead(201, { "content-length": "100" }).write("half", () => response.destroy());
  });
  expect(await failureOf(call(server.url))).toMatchObject({ maybeSent: true, reason: "connection" });
});

test("an answer that trickles on past the limit is given up", async () => {
  const server = await rawServer((_request, response) => {
    const timer = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(timer));
  });
  expect(await failureOf(call(server.url))).toMatchObject({ maybeSent: true, reason: "timeout" });
});

test("an answer may have as many bytes as allowed and not one more", async () => {
  const server = await rawServer((request, response) =>
    response.end("x".repeat(request.path === "/more" ? 1001 : 1000)),
  );
  expect((await call(server.url)).body).toHaveLength(1000);
  expect(await failureOf(call(`${server.url}/more`))).toMatchObject({ reason: "too_large", maybeSent: true });
});
