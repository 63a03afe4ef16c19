import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type ProblemCode, problems, problemTypeUrl } from "../api/problems/problems.ts";
import type { Problem } from "../kernel/errors.ts";

/** The answer of a use case. The operation's schema filters its body. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** A body that is not JSON. It is sent unchanged. */
  bytes?: Uint8Array;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

const made = (status: 201 | 202, body: unknown, replayed: boolean): Answer => ({
  status,
  body,
  ...(replayed ? { headers: { "idempotent-replayed": "true" } } : {}),
});

/** `replayed`: an earlier request with the same idempotency key made the resource. */
export const created = (body: unknown, replayed = false): Answer => made(201, body, replayed);

/** For a job that continues after the answer. */
export const accepted = (body: unknown, replayed = false): Answer => made(202, body, replayed);

export const noContent = (): Answer => ({ status: 204 });

export type Result = APIGatewayProxyStructuredResultV2;

export const jsonResult = (status: number, body: unknown, headers: Record<string, string> = {}): Result => ({
  statusCode: status,
  headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  body: JSON.stringify(body),
});

/** Advice for problems that have no detail of their own. */
const usualDetails: Partial<Record<ProblemCode, string>> = {
  invalid_cursor: "Pass `nextCursor` exactly as you received it, or start again without a cursor.",
  idempotency_in_flight:
    "The first request with this Idempotency-Key is still running. Send the same request again after Retry-After seconds.",
  too_large: "Send less at once.",
  internal_error: "The fault is not in your request. The hub's operator can find it in the logs by `requestId`.",
  temporarily_unavailable: "Send the same request again, with the same Idempotency-Key, after Retry-After seconds.",
};

/** An RFC 9457 problem document. */
export const problemResult = (problem: Problem, requestId: string): Result => {
  const { detail = usualDetails[problem.code], errors, extensions, retryAfterSeconds, allow } = problem.detail;
  return {
    statusCode: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...(allow === undefined ? {} : { allow: allow.join(", ") }),
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    },
    body: JSON.stringify({
      ...extensions,
      type: problemTypeUrl(problem.code),
      title: problems[problem.code].title,
      status: problem.status,
      ...(detail === undefined ? {} : { detail }),
      code: problem.code,
      requestId,
      ...(errors === undefined ? {} : { errors }),
    }),
  };
};
