/** The address to really connect to, or why there is none: a simulator never reaches beyond this machine. */
export type Target = { url: URL; host: string } | { refused: string };

export function loopbackTarget(publicUrl: string, resolveCallback?: (url: URL) => string | undefined): Target {
  const asked = new URL(publicUrl);
  const url = new URL(resolveCallback?.(asked) ?? publicUrl);
  if (!isLoopback(url.hostname)) return { refused: `${url.host} is not a loopback address` };
  if (url.protocol !== "http:") return { refused: `${url.protocol}//${url.host} is not plain http` };
  // A name could be made to point elsewhere; its address cannot.
  if (url.hostname === "localhost") url.hostname = "127.0.0.1";
  return { url, host: asked.host };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
