import { waits } from "../kernel/timeouts-and-waits.ts";

/** How long the SDK waits for AWS, in milliseconds. Without `throwOnRequestTimeout` it would only log that a request takes longer. */
export const httpTimeouts = () => ({
  connectionTimeout: waits().awsConnection,
  requestTimeout: waits().awsRequest,
  throwOnRequestTimeout: true,
});

const clients = new Map<string, unknown>();

/** Returns the client of this name. The first call makes it, and it stays until the process ends. */
export const oneClient = <Client>(name: string, make: () => Client): Client => {
  if (!clients.has(name)) clients.set(name, make());
  return clients.get(name) as Client;
};

/** For a process that serves or tests several hubs: the next calls make new clients, which read their addresses from the environment. */
export const forgetClients = (): void => clients.clear();
