import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Incoming, readIncoming } from "./incoming.ts";
import type { LocalNetwork } from "./local-network.ts";
import { refuseStranger } from "./refuse-strangers.ts";
import type { Reply } from "./reply.ts";

export type LoopbackServer = { url: string; close: () => Promise<void> };

/** Serves on the given network. Port 0 takes a free port. `close` also cuts open connections. */
export async function serveOnLoopback(
  { port, network }: { port: number; network: LocalNetwork },
  handle: (incoming: Incoming) => Promise<Reply>,
  log: (line: string) => void,
): Promise<LoopbackServer> {
  let ownPort = port;
  const server = createServer((request, response) => {
    if (refuseStranger(request, response, { port: ownPort, network })) return;
    respond(request, response, handle).catch((error: unknown) => {
      log(`${request.method} ${request.url?.split("?")[0]} failed: ${error instanceof Error ? error.stack : error}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // A short timeout would close idle connections that a client is about to use again.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, network.bind, resolve);
  });
  ownPort = (server.address() as AddressInfo).port;
  network.ports.add(ownPort);
  return {
    url: `http://127.0.0.1:${ownPort}`,
    close: () =>
      new Promise((resolve) => {
        network.ports.delete(ownPort);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (incoming: Incoming) => Promise<Reply>,
): Promise<void> {
  const reply = await handle(await readIncoming(request));
  if ("hangUp" in reply) {
    request.socket.resetAndDestroy();
    return;
  }
  const body = reply.body ?? "";
  response.writeHead(reply.status, { ...reply.headers, "content-length": String(Buffer.byteLength(body)) });
  response.end(body);
}
