import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { refuseStranger } from "@phonehub/simulators/refuse-strangers";
import { minute } from "../../../shared/kernel/durations.ts";

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  url: string;
  close: () => Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export class PortInUse extends Error {
  constructor(
    readonly port: number,
    address = "127.0.0.1",
  ) {
    super(`Port ${port} on ${address} is in use: stop what uses it, or choose another port.`);
  }
}

export interface Listening {
  /** Shared by the servers of one hub. Default: only this server, on loopback. */
  network?: LocalNetwork;
  /** Origins whose pages may send changes, besides the network's own. */
  pageOrigins?: () => readonly string[];
}

/**
 * Serves `handle` on the network, by default on 127.0.0.1 only. Port 0 is any free port. The server answers 403 to strangers, without a
 * call of `handle`, and 500 if `handle` throws.
 */
export function listenOnLoopback(
  handle: RequestHandler,
  port = 0,
  { network = loopback(), pageOrigins = () => [] }: Listening = {},
): Promise<LoopbackServer> {
  let ownPort = port;
  const server = createServer((request, response) => {
    if (refuseStranger(request, response, { port: ownPort, network, pageOrigins: pageOrigins() })) return;
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  // A short timeout would close idle connections that a client is about to use again.
  server.keepAliveTimeout = minute;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port, network.bind) : error),
    );
    server.listen({ port, host: network.bind, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("The system assigned no port."));
      ownPort = address.port;
      network.ports.add(ownPort);
      resolve({
        port: ownPort,
        url: `http://127.0.0.1:${ownPort}`,
        close: () =>
          new Promise((done) => {
            network.ports.delete(ownPort);
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
