import type { ServerResponse } from "node:http";
import * as z from "zod";

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** A response in payload format 2.0. A status that is not a number makes it malformed. */
const Formatted = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), HeaderValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.union([z.string(), z.number()]).nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  cookies: string[];
  body: Buffer;
}

/**
 * Turns a function's return value into an HTTP answer, as AWS does: payload format 2.0, or any other JSON as the body of a 200. Undefined
 * if the value is malformed. `defaultType` is the content type if the function sets none.
 */
export function functionResponse(payload: unknown, defaultType: string): HttpAnswer | undefined {
  if (typeof payload !== "object" || payload === null || !("statusCode" in payload)) {
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    return { status: 200, headers: { "content-type": "application/json" }, cookies: [], body: Buffer.from(body) };
  }
  const parsed = Formatted.safeParse(payload);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lowerCased = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const bytes = Buffer.from(String(body ?? ""), isBase64Encoded ? "base64" : "utf8");
  return {
    status: statusCode,
    headers: { ...(bytes.length > 0 ? { "content-type": defaultType } : {}), ...Object.fromEntries(lowerCased) },
    cookies: cookies ?? [],
    body: bytes,
  };
}

/** Hop-by-hop and framing headers. Only the server sets them, and ignores a function's values. */
const reserved = new Set(["connection", "content-length", "transfer-encoding", "keep-alive", "upgrade"]);

export function writeAnswer(response: ServerResponse, { status, headers, cookies, body }: HttpAnswer) {
  for (const [name, value] of Object.entries(headers)) {
    if (!reserved.has(name)) response.setHeader(name, value);
  }
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (status !== 204 && status !== 304) response.setHeader("content-length", body.length);
  response.writeHead(status).end(body);
}

export const jsonAnswer = (status: number, body: object): HttpAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: Buffer.from(JSON.stringify(body)),
});
