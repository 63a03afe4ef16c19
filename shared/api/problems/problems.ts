/**
 * Every problem that a client can get, with its HTTP status and title. A problem's `type` links to the section of the same name in
 * docs/errors.md; a test fails if a code has no section there. RFC 9457.
 */
export const problems = {
  invalid_request: { status: 400, title: "The request is not valid" },
  invalid_number: { status: 400, title: "The phone number is not valid" },
  country_required: { status: 400, title: "A national number needs a country" },
  invalid_cursor: { status: 400, title: "The cursor is not valid" },
  template_variables_missing: { status: 400, title: "Template variables are missing" },
  unauthenticated: { status: 401, title: "The credential is not valid" },
  permission_missing: { status: 403, title: "A permission is missing" },
  country_not_allowed: { status: 403, title: "This country is not allowed" },
  premium_number_not_allowed: { status: 403, title: "Premium-rate numbers are not allowed" },
  webhook_rejected: { status: 403, title: "The webhook was rejected" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "This method is not allowed here" },
  idempotency_in_flight: { status: 409, title: "The first request with this idempotency key is still running" },
  not_cancelable: { status: 409, title: "It is too late to cancel" },
  number_in_use: { status: 409, title: "The number already has webhooks" },
  no_provider_config: { status: 409, title: "There is no provider configuration" },
  provider_not_verified: { status: 409, title: "The provider configuration is not verified" },
  not_supported: { status: 409, title: "The provider cannot do this" },
  limit_reached: { status: 409, title: "There are as many as may be" },
  sending_paused: { status: 409, title: "Sending is paused" },
  conflict: { status: 409, title: "The resource is in another state" },
  verification_closed: { status: 410, title: "The verification is closed" },
  too_large: { status: 413, title: "The request is too large" },
  idempotency_mismatch: { status: 422, title: "The idempotency key was used with another request" },
  provider_rejected_credentials: { status: 422, title: "The provider refused the credentials" },
  rate_limited: { status: 429, title: "Too many requests" },
  cap_reached: { status: 429, title: "A cap is reached" },
  too_many_attempts: { status: 429, title: "Too many attempts" },
  internal_error: { status: 500, title: "Something went wrong on our side" },
  temporarily_unavailable: { status: 503, title: "Temporarily unavailable" },
} as const;

export type ProblemCode = keyof typeof problems;

const isProblemCode = (name: string): name is ProblemCode => name in problems;
export const problemCodes: readonly ProblemCode[] = Object.keys(problems).filter(isProblemCode);

/** The page to which a problem's `type` links. */
export const problemTypeUrl = (code: ProblemCode): string =>
  `https://github.com/phonehub/phonehub/blob/main/docs/errors.md#${code}`;

/** Problems that any operation can answer, in addition to those it declares. */
export const commonProblems = [
  "invalid_request",
  "unauthenticated",
  "permission_missing",
  "rate_limited",
  "internal_error",
  "temporarily_unavailable",
] as const satisfies readonly ProblemCode[];
