import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalNetwork } from "./local-network.ts";

/** The names of this machine itself. */
const ownNames = ["127.0.0.1", "localhost", "[::1]"];

const harmless = ["GET", "HEAD", "OPTIONS"];

/**
 * Answers 403 to requests that are not for this server, and then returns true. A web page can reach every port of its user's machine. With
 * a domain name that it lets resolve to 127.0.0.1 (DNS rebinding) it can read the answers, too. The browser reveals both: Host names the
 * domain, and Origin names the page that sends a change. Programs send no Origin.
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
  return `Forbidden: a server of the local hub answers only its own hosts: ${own.join(", ")}. To allow another Host for a hub in a container: npm start -- --allow-host NAME`;
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
  return "Forbidden: a server of the local hub accepts no changes from a page of another Origin. Use a program, or a page of the hub itself.";
}

function hostsOf(port: number, { allowedHosts }: LocalNetwork): string[] {
  const given = allowedHosts.map((name) => name.toLowerCase());
  const names = [...ownNames, ...given.filter((name) => !name.includes(":"))];
  // For http, a client omits port 80.
  const bare = port === 80 ? names : [];
  return [...names.map((name) => `${name}:${port}`), ...bare, ...given.filter((name) => name.includes(":"))];
}
