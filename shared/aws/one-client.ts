import { second } from "../kernel/durations.ts";

/**
 * Timeouts of one request to AWS, in milliseconds. The SDK retries twice, and an operation may take ten seconds. `connectionTimeout`
 * includes the wait for a free socket, and a wave of a batch needs more sockets than there are. Without the last line, the SDK only logs a
 * warning.
 */
export const httpTimeouts = {
  connectionTimeout: 2 * second,
  requestTimeout: 3 * second,
  throwOnRequestTimeout: true,
} as const;

const clients = new Map<string, unknown>();

/** Returns the client of this name. The first call makes it, and it stays until the process ends. */
export const oneClient = <Client>(name: string, make: () => Client): Client => {
  if (!clients.has(name)) clients.set(name, make());
  return clients.get(name) as Client;
};

/** For a process that serves or tests several hubs: the next calls make new clients, which read their addresses from the environment. */
export const forgetClients = (): void => clients.clear();
