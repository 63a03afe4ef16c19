import type * as z from "zod";
import type { ProblemDocument } from "../problems/problem-document.ts";
import type { Message } from "../schemas/message-schemas.ts";

export type ProblemBody = z.output<typeof ProblemDocument>;

/** The hub answered with an error. Programs act on `code`; docs/errors.md explains each code. */
export class PhoneHubError extends Error {
  override readonly name = "PhoneHubError";
  readonly status: number;
  readonly code: ProblemBody["code"];
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** The complete problem document (RFC 9457). Null: API Gateway answered instead of the hub. */
  readonly problem: ProblemBody | null;

  constructor(answer: {
    status: number;
    code: ProblemBody["code"];
    message: string;
    requestId: string | null;
    retryAfterSeconds: number | null;
    problem: ProblemBody | null;
  }) {
    super(answer.message);
    this.status = answer.status;
    this.code = answer.code;
    this.requestId = answer.requestId;
    this.retryAfterSeconds = answer.retryAfterSeconds;
    this.problem = answer.problem;
  }
}

/** The hub accepted the message but could not send it. */
export class MessageNotSentError extends Error {
  override readonly name = "MessageNotSentError";
  readonly sentMessage: z.output<typeof Message>;

  constructor(message: z.output<typeof Message>) {
    super(message.error?.message ?? `The message is ${message.status}.`);
    this.sentMessage = message;
  }
}
