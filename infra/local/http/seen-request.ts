import type { IncomingMessage } from "node:http";
import type { HttpAnswer } from "./function-response.ts";

/** A request that was answered, for whoever watches the terminal. */
export interface SeenRequest {
  /** What was asked: the API, or a Function URL by its function's name. */
  door: string;
  method: string;
  /** As it came: with its query. */
  target: string;
  status: number;
  milliseconds: number;
  /** Of a problem, what its answer says. */
  reason: string | null;
}

export type OnRequest = (seen: SeenRequest) => void;

export const seenRequest = (
  door: string,
  request: IncomingMessage,
  answer: HttpAnswer,
  startedAt: number,
): SeenRequest => ({
  door,
  method: request.method ?? "GET",
  target: request.url ?? "/",
  status: answer.status,
  milliseconds: Math.round(performance.now() - startedAt),
  reason: answer.status < 400 ? null : reasonIn(answer.body),
});

/** The code and the detail of a problem document; what API Gateway says. */
function reasonIn(body: Buffer): string | null {
  try {
    const { code, detail, title, message, Message } = Object(JSON.parse(body.toString("utf8")));
    const said = detail ?? title ?? message ?? Message;
    return [code, said].filter((part) => typeof part === "string").join(": ") || null;
  } catch {
    return body.length === 0 ? null : body.toString("utf8").slice(0, 200);
  }
}
