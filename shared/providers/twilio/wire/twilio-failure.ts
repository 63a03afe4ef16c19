import { HttpCallFailed } from "../../http-call.ts";
import type { ProviderError, SendOutcome } from "../../provider.ts";
import { providerError } from "../../provider-error.ts";
import { ProviderFailure } from "../../provider-failure.ts";
import { isTwilioThrottle, twilioError, twilioErrorCodes } from "../twilio-errors.ts";
import { TwilioRefusal } from "./twilio-refusal.ts";

/** The outcome of a failed create. The hub can send again only if certainly nothing was sent (invariant 1). */
export const sendOutcomeOf = (failure: unknown): SendOutcome => {
  if (failure instanceof HttpCallFailed && !failure.maybeSent) {
    return { kind: "throttled", error: providerError("provider_unreachable", null) };
  }
  if (!(failure instanceof TwilioRefusal) || !isDefinite(failure.status)) {
    return { kind: "unknown", cause: failure instanceof Error ? failure.message : "unknown" };
  }
  const error = errorOf(failure);
  if (failure.status !== 429 && (failure.code === null || !isTwilioThrottle(failure.code))) {
    return { kind: "rejected", error };
  }
  const { retryAfterSeconds } = failure;
  return { kind: "throttled", error, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
};

/** Translates the failure of a read or a change, for every role except sending. */
export const providerFailureOf = (failure: unknown): ProviderFailure => {
  if (failure instanceof ProviderFailure) return failure;
  if (!(failure instanceof TwilioRefusal) || !isDefinite(failure.status)) {
    return new ProviderFailure("unavailable", providerError("provider_unavailable", codeOf(failure)), {
      cause: failure,
    });
  }
  const error = errorOf(failure);
  const { retryAfterSeconds } = failure;
  if (failure.status === 429) return new ProviderFailure("throttled", error, { cause: failure, retryAfterSeconds });
  return new ProviderFailure(error.code === "credentials_rejected" ? "credentials" : "rejected", error, {
    cause: failure,
  });
};

/** Runs a call to Twilio. Throws every failure as a ProviderFailure. */
export const asking = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (failure) {
    throw providerFailureOf(failure);
  }
};

/** Like `asking`, but returns null if Twilio answers 404. */
export const askingFor = async <T>(call: () => Promise<T>): Promise<T | null> => {
  try {
    return await call();
  } catch (failure) {
    if (failure instanceof TwilioRefusal && failure.status === 404) return null;
    throw providerFailureOf(failure);
  }
};

/** True if Twilio certainly refused. A gateway may send 408 or 5xx after Twilio accepted the request; a redirect says nothing. */
const isDefinite = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

const errorOf = ({ status, code, twilioMessage }: TwilioRefusal): ProviderError => {
  const providerCode = code === null ? null : String(code);
  if (code !== null && twilioErrorCodes[code] !== undefined) return twilioError(code, twilioMessage);
  if (status === 401) return providerError("credentials_rejected", providerCode);
  if (status === 429) return providerError("rate_limited", providerCode);
  return twilioError(code, twilioMessage);
};

const codeOf = (failure: unknown): string | null =>
  failure instanceof TwilioRefusal && failure.code !== null ? String(failure.code) : null;
