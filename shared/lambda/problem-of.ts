import { Problem } from "../kernel/errors.ts";
import { log } from "../observability/logger.ts";

/** The names of AWS errors that a retry can solve: throttles, timeouts and broken connections. */
const transient = new Set([
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
  // Somebody disabled the KMS key or scheduled its deletion. Once that is corrected, the same request succeeds.
  "DisabledException",
  "KMSInvalidStateException",
  "KeyUnavailableException",
  "DependencyTimeoutException",
  "RequestTimeout",
  "ECONNREFUSED",
  "ECONNRESET",
]);

const isTransient = (error: Error): boolean =>
  transient.has(error.name) || ("code" in error && typeof error.code === "string" && transient.has(error.code));

/** Turns an error into a Problem. An error that is not a Problem is the hub's fault: it is logged here, and the answer has no internals. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) {
    if (error.status >= 500) log.error("request_failed", error.cause ?? error, { problem: error.code });
    return error;
  }
  if (error instanceof Error && isTransient(error)) {
    log.error("store_unavailable", error, { problem: "temporarily_unavailable" });
    return new Problem("temporarily_unavailable", { retryAfterSeconds: 1, cause: error });
  }
  log.error("request_failed", error, { problem: "internal_error" });
  return new Problem("internal_error", { cause: error });
};
