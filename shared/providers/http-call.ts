import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

export interface HttpCall {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  /** The limit for the whole call, from the DNS lookup to the last byte of the answer. */
  timeoutMs: number;
  maximumBytes: number;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** The call got no complete answer. If `maybeSent` is false, certainly no byte of the request has left this machine. */
export class HttpCallFailed extends Error {
  override readonly name = "HttpCallFailed";
  readonly maybeSent: boolean;
  readonly reason: "timeout" | "connection" | "too_large";

  constructor(reason: HttpCallFailed["reason"], maybeSent: boolean, cause?: unknown) {
    super(`${maybeSent ? "The answer was lost" : "The request was not sent"}: ${describe(reason, cause)}`);
    this.reason = reason;
    this.maybeSent = maybeSent;
  }
}

/**
 * Every call opens a new connection. After a Lambda was frozen, a kept socket may be dead without showing it, and the hub could not tell
 * whether a message written to it was sent. The agent still resumes TLS sessions.
 */
const agents = { "http:": new HttpAgent({ keepAlive: false }), "https:": new HttpsAgent({ keepAlive: false }) };

/**
 * Makes one HTTP request, follows no redirect and repeats nothing. It writes the request only after the connection and its TLS handshake
 * are complete, so a failure before that moment certainly sent nothing. Throws HttpCallFailed.
 */
export const httpCall = (call: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const isSecure = call.url.protocol === "https:";
    let maybeSent = false;
    let timedOut = false;
    const send = isSecure ? requestHttps : requestHttp;
    const request = send(call.url, {
      method: call.method,
      headers: call.headers,
      agent: agents[isSecure ? "https:" : "http:"],
    });
    const timer = setTimeout(() => {
      timedOut = true;
      request.destroy(new Error("time is up"));
    }, call.timeoutMs);

    const fail = (cause: unknown) => {
      clearTimeout(timer);
      if (cause instanceof HttpCallFailed) reject(cause);
      else reject(new HttpCallFailed(timedOut ? "timeout" : "connection", maybeSent, cause));
    };

    request.on("error", fail);
    request.once("socket", (socket) => {
      socket.once(isSecure ? "secureConnect" : "connect", () => {
        if (request.destroyed) return;
        maybeSent = true;
        request.end(call.body);
      });
    });
    request.once("response", (response) => {
      readAnswer(response, call.maximumBytes).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, fail);
    });
  });

const readAnswer = async (response: IncomingMessage, maximumBytes: number): Promise<HttpAnswer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length > maximumBytes) {
      response.destroy();
      throw new HttpCallFailed("too_large", true);
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: singleValues(response.headers), body: Buffer.concat(chunks) };
};

const singleValues = (headers: IncomingMessage["headers"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

/** Returns only the system's error code, such as ECONNRESET. Its message may contain an address, and a client never needs it. */
const describe = (reason: HttpCallFailed["reason"], cause: unknown): string => {
  if (reason !== "connection") return reason;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : reason;
};
