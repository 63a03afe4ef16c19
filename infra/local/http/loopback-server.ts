import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface LoopbackServer {
  port: number;
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  close: () => Promise<void>;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export class PortInUse extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} on 127.0.0.1 is in use: stop what uses it, or choose another port.`);
  }
}

/** Serves `handle` on 127.0.0.1 and nowhere else; port 0 is any free one. A handler that throws answers 500. */
export function listenOnLoopback(handle: RequestHandler, port = 0): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  // Clients that keep connections alive must not meet one that was just closed for idleness.
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error),
    );
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("No port was given."));
      resolve({
        port: address.port,
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}
