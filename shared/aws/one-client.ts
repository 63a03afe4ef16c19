import { second } from "../kernel/durations.ts";

/**
 * How long one request to AWS may take, in milliseconds; the SDK makes it again twice, and an operation has ten seconds. The time to connect
 * holds the wait for a free socket, of which a wave of a batch needs more than there are. Without the last line the SDK only complains.
 */
export const httpTimeouts = {
  connectionTimeout: 2 * second,
  requestTimeout: 3 * second,
  throwOnRequestTimeout: true,
} as const;

const clients = new Map<string, unknown>();

/** The client of that name: made when first asked for, and kept until the function's process ends. */
export const oneClient = <Client>(name: string, make: () => Client): Client => {
  if (!clients.has(name)) clients.set(name, make());
  return clients.get(name) as Client;
};

/** For a process that serves or tests several hubs: the next call makes a new client, for the addresses that the environment then holds. */
export const forgetClients = (): void => clients.clear();
