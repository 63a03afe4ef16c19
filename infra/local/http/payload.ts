import type { IncomingMessage } from "node:http";

/** The parts of a payload format 2.0 event that HTTP APIs and Function URLs share. */
export interface EventParts {
  rawPath: string;
  rawQueryString: string;
  headers: Record<string, string>;
  cookies?: string[];
  queryStringParameters?: Record<string, string>;
  body?: string;
  isBase64Encoded: boolean;
}

/** Splits the undecoded target at the first question mark. */
export function splitTarget(request: IncomingMessage): { path: string; query: string } {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  return mark === -1 ? { path: target, query: "" } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

export function eventParts(request: IncomingMessage, rawPath: string, query: string, body: Buffer): EventParts {
  const cookies = request.headers.cookie?.split(/; */).filter((cookie) => cookie !== "");
  const parameters = queryParameters(query);
  const encoded = body.length > 0 && !isText(request.headers["content-type"]);
  return {
    rawPath,
    rawQueryString: query,
    ...(cookies ? { cookies } : {}),
    headers: eventHeaders(request),
    ...(parameters ? { queryStringParameters: parameters } : {}),
    ...(body.length > 0 ? { body: body.toString(encoded ? "base64" : "utf8") } : {}),
    isBase64Encoded: encoded,
  };
}

/** Lower-case names; duplicates joined by commas; no cookies, which have their own field; AWS's forwarding headers added. */
function eventHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name !== "cookie" && name !== "connection" && values) headers[name] = values.join(",");
  }
  const forwarded = headers["x-forwarded-for"];
  const sourceIp = request.socket.remoteAddress ?? "127.0.0.1";
  headers["x-forwarded-for"] = forwarded ? `${forwarded}, ${sourceIp}` : sourceIp;
  headers["x-forwarded-proto"] = "http";
  headers["x-forwarded-port"] = String(request.socket.localPort ?? "");
  return headers;
}

function queryParameters(query: string): Record<string, string> | undefined {
  if (query === "") return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

/** A function gets all other bodies in base64, form posts included. */
function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  return /^\s*(text\/|application\/(json|javascript|xml)|application\/[\w.+-]+\+(json|xml))/i.test(contentType);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number: number) => String(number).padStart(2, "0");

/** The request time in common log format, in UTC: `12/Mar/2020:19:03:58 +0000`. */
export function logTime(at: Date): string {
  const date = `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  return `${date}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}

export const httpContext = (request: IncomingMessage, path: string) => ({
  method: request.method ?? "GET",
  path,
  protocol: `HTTP/${request.httpVersion}`,
  sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
  userAgent: request.headers["user-agent"] ?? "",
});
