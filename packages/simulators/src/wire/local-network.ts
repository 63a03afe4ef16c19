/** The address on which the servers of one hub listen, and the hosts that they answer. The servers share it; each adds its port. */
export interface LocalNetwork {
  /** The address to listen on. */
  bind: string;
  /** Allowed Host names besides this machine's own: `hub` with the server's port, `hub:8080` with that port. */
  allowedHosts: readonly string[];
  /** The ports of all servers that share this network. Their pages may send changes to each other. */
  ports: Set<number>;
}

/** Only this machine. */
export const loopback = (): LocalNetwork => ({ bind: "127.0.0.1", allowedHosts: [], ports: new Set() });
