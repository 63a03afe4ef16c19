import { type Answer, jsonAnswer } from "../wire/reply.ts";

/** A rule or an operation throws this error. It becomes Twilio's `{ code, message, more_info, status }`. */
export class TwilioError extends Error {
  readonly code: number;
  readonly status: number;

  constructor(code: number, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function notFound(path: string): TwilioError {
  return new TwilioError(20404, `The requested resource ${path} was not found`, 404);
}

export function errorAnswer(code: number, message: string, status: number, headers?: Record<string, string>): Answer {
  const body = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return jsonAnswer(status, body, headers);
}
