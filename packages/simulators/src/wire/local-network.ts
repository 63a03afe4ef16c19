/** Where the local servers of one hub listen, and whom they answer. They share it, for each adds its port. */
export interface LocalNetwork {
  /** The address to listen on. */
  bind: string;
  /** Names beside this machine's own that a Host may have: `hub` with the server's port, `hub:8080` with that one. */
  allowedHosts: readonly string[];
  /** Ports of all servers that share this network: their pages may ask each other for changes. */
  ports: Set<number>;
}

/** This machine and nobody else. */
export const loopback = (): LocalNetwork => ({ bind: "127.0.0.1", allowedHosts: [], ports: new Set() });
