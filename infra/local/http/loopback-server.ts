import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { refuseStranger } from "@phonehub/simulators/refuse-strangers";
import { minute } from "../../../shared/kernel/durations.ts";

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
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
  /** Shared by servers that belong together; left out, this server is alone on loopback. */
  network?: LocalNetwork;
  /** Origins whose pages may change something here, beside the network's own. */
  pageOrigins?: () => readonly string[];
}

/**
 * Serves `handle` on the network, which is 127.0.0.1 and nowhere else unless another one is given; port 0 is any free one. Strangers are
 * answered 403 before `handle` hears of them. A handler that throws answers 500.
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
  // Clients that keep connections alive must not meet one that was just closed for idleness.
  server.keepAliveTimeout = minute;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port, network.bind) : error),
    );
    server.listen({ port, host: network.bind, exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("No port was given."));
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
