import { PhoneHubError, type ProblemBody } from "./client-errors.ts";

/** Reads Retry-After, which holds seconds or an HTTP date (RFC 9110 §10.2.3). */
const retryAfterSecondsOf = (response: Response): number | null => {
  const header = response.headers.get("retry-after");
  if (header === null) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
};

export const errorOf = async (response: Response): Promise<PhoneHubError> => {
  const text = await response.text();
  const problem = problemIn(text);
  return new PhoneHubError({
    status: response.status,
    code: problem?.code ?? codeByStatus(response.status),
    message: problem?.detail ?? problem?.title ?? `The hub answered ${response.status}.`,
    requestId: problem?.requestId ?? response.headers.get("x-request-id"),
    retryAfterSeconds: retryAfterSecondsOf(response),
    problem,
  });
};

const problemIn = (text: string): ProblemBody | null => {
  try {
    const value: unknown = JSON.parse(text);
    const isProblem = typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
    return isProblem ? (value as ProblemBody) : null;
  } catch {
    return null;
  }
};

/** Derives the code from the status, because API Gateway's own answers have no code. */
const codeByStatus = (status: number): ProblemBody["code"] => {
  switch (status) {
    case 401:
    case 403:
      return "unauthenticated";
    case 404:
      return "not_found";
    case 413:
      return "too_large";
    case 429:
      return "rate_limited";
    case 503:
    case 504:
      return "temporarily_unavailable";
    default:
      return status < 500 ? "invalid_request" : "internal_error";
  }
};
