import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalNetwork } from "./local-network.ts";

/** What every machine calls itself. */
const ownNames = ["127.0.0.1", "localhost", "[::1]"];

const harmless = ["GET", "HEAD", "OPTIONS"];

/**
 * Answers 403 to whoever a local server is not for, and then returns true. A page in a browser reaches every port of its machine, and by
 * a name of its own that suddenly means 127.0.0.1 (DNS rebinding) it may read the answers too. Its browser tells: in Host by which name it
 * asks, and in Origin whose page wants a change. Programs send no Origin.
 */
export function refuseStranger(
  request: IncomingMessage,
  response: ServerResponse,
  { port, network, pageOrigins = [] }: { port: number; network: LocalNetwork; pageOrigins?: readonly string[] },
): boolean {
  const why = hostTrouble(request, port, network) ?? originTrouble(request, network, pageOrigins);
  if (why === undefined) return false;
  request.resume();
  response.writeHead(403, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${why}\n`);
  return true;
}

function hostTrouble(request: IncomingMessage, port: number, network: LocalNetwork): string | undefined {
  const own = hostsOf(port, network);
  const [host, ...others] = request.headersDistinct.host ?? [];
  if (host !== undefined && others.length === 0 && own.includes(host.toLowerCase())) return undefined;
  return `Forbidden: a server of the local hub answers only a Host of its own, which here is ${own.join(", ")}. To allow another one, where the hub is in a container: npm start -- --allow-host NAME`;
}

function originTrouble(
  request: IncomingMessage,
  network: LocalNetwork,
  pageOrigins: readonly string[],
): string | undefined {
  if (harmless.includes(request.method ?? "")) return undefined;
  const origins = request.headersDistinct.origin ?? [];
  if (pageOrigins.includes("*")) return undefined;
  const isOwn = (origin: string) =>
    pageOrigins.includes(origin) ||
    [...network.ports].some((port) => hostsOf(port, network).some((host) => origin === `http://${host}`));
  if (origins.every(isOwn)) return undefined;
  return "Forbidden: a server of the local hub changes nothing for a page of another Origin. Ask it from a program, or from a page of the hub's own.";
}

function hostsOf(port: number, { allowedHosts }: LocalNetwork): string[] {
  const given = allowedHosts.map((name) => name.toLowerCase());
  const names = [...ownNames, ...given.filter((name) => !name.includes(":"))];
  // Over http a client leaves port 80 out.
  const bare = port === 80 ? names : [];
  return [...names.map((name) => `${name}:${port}`), ...bare, ...given.filter((name) => name.includes(":"))];
}
