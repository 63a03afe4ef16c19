import { now } from "../../../kernel/clock.ts";
import { parseJson } from "../../../kernel/json.ts";
import type { HttpAnswer } from "../../http-call.ts";

/** Twilio answered with a status other than 2xx. Unlike the SDK's own exception, this error keeps Retry-After and the request's id. */
export class TwilioRefusal extends Error {
  override readonly name = "TwilioRefusal";
  readonly status: number;
  /** Twilio's error code. Null: the body has none. */
  readonly code: number | null;
  readonly twilioMessage: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | undefined;

  constructor(answer: HttpAnswer) {
    const { code, message } = errorBody(answer.body);
    super(`Twilio answered ${answer.status}${code === null ? "" : ` with error ${code}`}`);
    this.status = answer.status;
    this.code = code;
    this.twilioMessage = message;
    this.requestId = answer.headers["twilio-request-id"] ?? null;
    this.retryAfterSeconds = secondsOf(answer.headers["retry-after"]);
  }
}

/** Twilio answered 2xx with a body that the hub cannot read. */
export class UnreadableAnswer extends Error {
  override readonly name = "UnreadableAnswer";

  constructor(status: number) {
    super(`Twilio answered ${status} with a body that could not be read`);
  }
}

const errorBody = (bytes: Uint8Array): { code: number | null; message: string | null } => {
  try {
    const body: unknown = parseJson(Buffer.from(bytes).toString("utf8"));
    if (typeof body !== "object" || body === null) return { code: null, message: null };
    const code = "code" in body ? Number(body.code) : Number.NaN;
    const message = "message" in body && typeof body.message === "string" ? body.message : null;
    return { code: Number.isInteger(code) && code > 0 ? code : null, message };
  } catch {
    return { code: null, message: null };
  }
};

/** Reads Retry-After, a number of seconds or an HTTP date (RFC 9110 §10.2.3), as seconds from now. */
const secondsOf = (header: string | undefined): number | undefined => {
  if (header === undefined) return undefined;
  if (/^\d{1,6}$/.test(header)) return Number(header);
  const seconds = Math.ceil((Date.parse(header) - now()) / 1000);
  return seconds >= 0 ? seconds : undefined;
};
