import { createServer } from "node:net";

/**
 * `count` different loopback ports that were free a moment ago. Each preferred port is taken if it is free;
 * the rest are the system's choice.
 */
export async function freePorts(count: number, preferred: readonly number[] = []): Promise<number[]> {
  // All are held open until all are known: asking one after the other could name the same port twice.
  const held: { port: number; release: () => Promise<void> }[] = [];
  for (let index = 0; index < count; index++) {
    const wanted = preferred[index];
    held.push((wanted === undefined ? undefined : await hold(wanted).catch(() => undefined)) ?? (await hold(0)));
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
      if (address === null || typeof address === "string") return reject(new Error("No port was given."));
      resolve({ port: address.port, release: () => new Promise((done) => server.close(() => done())) });
    });
  });
}
