import type { IncomingMessage } from "node:http";
import type { HttpAnswer } from "./function-response.ts";

/** An answered request, for the terminal. */
export interface SeenRequest {
  /** `api`, or the name of the function behind a Function URL. */
  door: string;
  method: string;
  /** Undecoded, with its query. */
  target: string;
  status: number;
  milliseconds: number;
  /** The reason in the answer, if the status is 400 or higher. */
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

/** The code and the detail of a problem document, or API Gateway's message. */
function reasonIn(body: Buffer): string | null {
  try {
    const { code, detail, title, message, Message } = Object(JSON.parse(body.toString("utf8")));
    const text = detail ?? title ?? message ?? Message;
    return [code, text].filter((part) => typeof part === "string").join(": ") || null;
  } catch {
    return body.length === 0 ? null : body.toString("utf8").slice(0, 200);
  }
}
