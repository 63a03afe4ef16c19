import { errorOf } from "./client-answer.ts";
import type { PhoneHubError } from "./client-errors.ts";

export interface RequestSettings {
  baseUrl: string;
  apiKey: string;
  fetch: typeof globalThis.fetch;
  retries: number;
  timeoutMilliseconds: number;
  longestWaitSeconds: number;
}

export interface ClientRequest {
  method: string;
  /** The path, including the query. */
  path: string;
  body: unknown;
  idempotencyKey: string | null;
  signal: AbortSignal | null;
}

/**
 * Sends a request and retries if a retry is safe. After 429 and 503 it waits for Retry-After (default backoff: 0.5, 1, 2 … s). After a lost
 * connection it retries only if a second request cannot repeat the effect of the first. All attempts use one idempotency key. Throws
 * PhoneHubError, and the errors of fetch.
 */
export const requestWithRetries = async (settings: RequestSettings, request: ClientRequest): Promise<Response> => {
  for (let attempt = 0; ; attempt++) {
    const isLast = attempt >= settings.retries;
    let wait = 0.5 * 2 ** attempt * (0.75 + Math.random() / 2);
    try {
      const response = await attemptOnce(settings, request);
      if (response.ok) return response;
      const error = await errorOf(response);
      wait = error.retryAfterSeconds ?? wait;
      if (isLast || wait > settings.longestWaitSeconds || !isWorthRepeating(error, request)) throw error;
    } catch (error) {
      if (!isLostConnection(error) || isLast || request.signal?.aborted || !isRepeatable(request)) throw error;
    }
    await pause(wait, request.signal);
  }
};

const attemptOnce = (settings: RequestSettings, { method, path, body, idempotencyKey, signal }: ClientRequest) => {
  const timeout = AbortSignal.timeout(settings.timeoutMilliseconds);
  return settings.fetch(`${settings.baseUrl.replace(/\/+$/, "")}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${settings.apiKey}`,
      ...(body === undefined ? {} : { "content-type": typeof body === "string" ? "text/csv" : "application/json" }),
      ...(idempotencyKey === null ? {} : { "idempotency-key": idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  });
};

/** True if a second request changes nothing, or its idempotency key finds the result of the first. */
const isRepeatable = ({ method, idempotencyKey }: ClientRequest): boolean =>
  method === "GET" || method === "PUT" || idempotencyKey !== null;

const isWorthRepeating = ({ code, status, problem }: PhoneHubError, request: ClientRequest): boolean => {
  if (code === "idempotency_in_flight" || code === "rate_limited") return true;
  // After a 503 from the hub, nothing was done. After a 503 from API Gateway, the client cannot know.
  return status === 503 && (problem !== null || isRepeatable(request));
};

/** fetch throws TypeError for a network failure and TimeoutError for the time limit. A retry does not help with any other error. */
const isLostConnection = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError");

const pause = (seconds: number, signal: AbortSignal | null): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });
