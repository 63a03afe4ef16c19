import { createServer } from "node:net";

/**
 * `count` different loopback ports that were free a moment ago: each preferred port if it is free, and ports that the system chooses.
 */
export async function freePorts(count: number, preferred: readonly number[] = []): Promise<number[]> {
  // Holds every port open until all are known. Otherwise the system could name the same port twice.
  const held: { port: number; release: () => Promise<void> }[] = [];
  for (let index = 0; index < count; index++) {
    const port = preferred[index];
    held.push((port === undefined ? undefined : await hold(port).catch(() => undefined)) ?? (await hold(0)));
  }
  await Promise.all(held.map(({ release }) => release()));
  return held.map(({ port }) => port);
}

function hold(port: number): Promise<{ port: number; release: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") return reject(new Error("The system assigned no port."));
      resolve({ port: address.port, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
