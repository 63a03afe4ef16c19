import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/**
 * A proxy before the emulator that makes it more like AWS in three ways: requests come over TLS (queues and buckets refuse others), an API
 * has all paths to itself (the emulator would answer /health), and a host name alone identifies an API or a Function URL.
 */
export async function startFrontDoor(
  emulatorPort: number,
): Promise<{ url: string; port: number; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => passOn(incoming, outgoing, emulatorPort));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The front door has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, headers, url: path = "/" } = incoming;
  const [, apiId] = /^([0-9a-z]+)\.execute-api\./.exec(headers.host ?? "") ?? [];
  const addressed = apiId === undefined ? {} : { host: "127.0.0.1" };
  const forwarded = request(
    {
      ...{ host: "127.0.0.1", port, method },
      path: apiId === undefined ? path : `/_aws/execute-api/${apiId}/$default${path}`,
      headers: { ...headers, ...addressed, "x-forwarded-proto": "https" },
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  forwarded.once("error", () => outgoing.destroy());
  outgoing.once("close", () => forwarded.destroy());
  incoming.pipe(forwarded);
}
