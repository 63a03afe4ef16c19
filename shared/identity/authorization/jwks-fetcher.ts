import { FetchError } from "aws-jwt-verify/error";
import { type Fetcher, SimpleFetcher } from "aws-jwt-verify/https";
import { second } from "../../kernel/durations.ts";

const overHttps = new SimpleFetcher();
const loopback = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** Fetches an issuer's keys by https, or by plain http from this machine, where an issuer for development runs. */
export const jwksFetcher: Fetcher = {
  fetch: async (uri, ...rest) => {
    const { protocol, hostname } = new URL(uri);
    return protocol === "http:" && loopback.has(hostname) ? overLoopback(uri) : overHttps.fetch(uri, ...rest);
  },
};

const overLoopback = async (uri: string): Promise<ArrayBuffer> => {
  try {
    const response = await fetch(uri, { redirect: "error", signal: AbortSignal.timeout(3 * second) });
    if (response.ok) return await response.arrayBuffer();
    throw new FetchError(uri, `status ${response.status}`);
  } catch (error) {
    throw error instanceof FetchError ? error : new FetchError(uri, String(error));
  }
};
