import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request with its whole body. `path` is undecoded, `query` is decoded. */
export type Incoming = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
};

const largestBody = 10_000_000;

export async function readIncoming(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > largestBody) throw new Error(`request body over ${largestBody} bytes`);
    chunks.push(chunk);
  }
  const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** The parameters of a request: the form of a POST, or the query of a GET. */
export function parametersOf(incoming: Incoming): URLSearchParams {
  return incoming.method === "POST" ? new URLSearchParams(incoming.body) : incoming.query;
}

/** Repeated keys become a list, as in `MediaUrl=a&MediaUrl=b`. */
export function parametersAsObject(parameters: URLSearchParams): Record<string, string | string[]> {
  const object: Record<string, string | string[]> = {};
  for (const key of new Set(parameters.keys())) {
    const [first = "", ...more] = parameters.getAll(key);
    object[key] = more.length > 0 ? [first, ...more] : first;
  }
  return object;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
