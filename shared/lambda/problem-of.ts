import { Problem } from "../kernel/errors.ts";
import { log } from "../observability/logger.ts";

/** AWS's own words for "try again": throttles, timeouts and connections that broke. */
const passing = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
  "Throttling",
  "TooManyRequestsException",
  "InternalServerError",
  "InternalServerException",
  "ServiceUnavailable",
  "LimitExceededException",
  "TransactionInProgressException",
  "TimeoutError",
  "KMSInternalException",
  // A key that somebody disabled or is about to delete: once it is put right, the same request goes through.
  "DisabledException",
  "KMSInvalidStateException",
  "KeyUnavailableException",
  "DependencyTimeoutException",
  "RequestTimeout",
  "ECONNREFUSED",
  "ECONNRESET",
]);

const isPassing = (error: Error): boolean =>
  passing.has(error.name) || ("code" in error && typeof error.code === "string" && passing.has(error.code));

/** The problem an error becomes. What is not a Problem is our own fault: logged here, once, and told without internals. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) {
    if (error.status >= 500) log.error("request_failed", error.cause ?? error, { problem: error.code });
    return error;
  }
  if (error instanceof Error && isPassing(error)) {
    log.error("store_unavailable", error, { problem: "temporarily_unavailable" });
    return new Problem("temporarily_unavailable", { retryAfterSeconds: 1, cause: error });
  }
  log.error("request_failed", error, { problem: "internal_error" });
  return new Problem("internal_error", { cause: error });
};
