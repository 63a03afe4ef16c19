import { type Fetcher, SimpleFetcher } from "aws-jwt-verify/https";

const overHttps = new SimpleFetcher();
const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Fetches an issuer's keys: https anywhere, plain http on this machine alone, where an issuer for development runs. */
export const jwksFetcher: Fetcher = {
  fetch: async (uri, ...rest) => {
    const { protocol, hostname } = new URL(uri);
    if (protocol !== "http:" || !loopback.has(hostname)) return overHttps.fetch(uri, ...rest);
    const response = await fetch(uri, { redirect: "error", signal: AbortSignal.timeout(3_000) });
    if (!response.ok) throw new Error(`The issuer answered ${response.status}`);
    return response.arrayBuffer();
  },
};
