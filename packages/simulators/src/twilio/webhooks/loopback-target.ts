/** The URL to connect to, or the reason for a refusal: a simulator never connects to another machine. */
export type Target = { url: URL; host: string } | { refused: string };

export function loopbackTarget(publicUrl: string, resolveCallback?: (url: URL) => string | undefined): Target {
  const requested = new URL(publicUrl);
  const url = new URL(resolveCallback?.(requested) ?? publicUrl);
  if (!isLoopback(url.hostname)) return { refused: `${url.host} is not a loopback address` };
  if (url.protocol !== "http:") return { refused: `${url.protocol}//${url.host} is not plain http` };
  // The name could resolve to another machine, the address cannot.
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return { url, host: requested.host };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
