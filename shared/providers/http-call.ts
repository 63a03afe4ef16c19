import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";

export interface HttpCall {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  /** For everything from the name lookup to the last byte of the answer. */
  timeoutMs: number;
  maximumBytes: number;
}

export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** No whole answer came back. `maybeSent` false is definite: not one byte of the request left this machine. */
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
 * A connection of its own for every call: a socket kept from before a Lambda was frozen may be dead without knowing it, and what is
 * written to it would be a message that may or may not have been sent. TLS sessions are still resumed by the agent.
 */
const agents = { "http:": new HttpAgent({ keepAlive: false }), "https:": new HttpsAgent({ keepAlive: false }) };

/**
 * One HTTP request: no redirect is followed and nothing is repeated. Nothing is handed to the socket before the connection
 * (with its TLS handshake) stands, so a failure before that moment is known to have sent nothing. Throws HttpCallFailed.
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

/** The system's code alone, such as ECONNRESET: its message may hold an address, and never needs to be read by a client. */
const describe = (reason: HttpCallFailed["reason"], cause: unknown): string => {
  if (reason !== "connection") return reason;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : reason;
};
