import { ownValue } from "../../kernel/foreign-names.ts";
import { HttpCallFailed } from "../http-call.ts";
import type { SendOutcome } from "../provider.ts";
import { type ProviderErrorCode, providerError, providerErrors } from "../provider-error.ts";
import { ProviderFailure } from "../provider-failure.ts";

/**
 * Maps error codes to ours: those of SNS Publish (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors), those of
 * STS, and those that all AWS services share. The lookup ignores "Exception" at the end of the SDK's name for a code.
 */
export const awsErrorCodes: Readonly<Record<string, ProviderErrorCode>> = {
  AccessDenied: "permission_missing",
  AuthorizationError: "permission_missing",
  AuthFailure: "credentials_rejected",
  EndpointDisabled: "recipient_unreachable",
  ExpiredToken: "credentials_rejected",
  IncompleteSignature: "credentials_rejected",
  InvalidAccessKeyId: "credentials_rejected",
  InvalidClientTokenId: "credentials_rejected",
  InvalidParameter: "request_invalid",
  InvalidParameterValue: "request_invalid",
  InvalidSecurity: "credentials_rejected",
  KMSThrottling: "rate_limited",
  MissingAuthenticationToken: "credentials_rejected",
  NotFound: "not_found",
  OptedOut: "recipient_opted_out",
  OptInRequired: "account_suspended",
  ParameterValueInvalid: "request_invalid",
  PlatformApplicationDisabled: "not_supported",
  RequestLimitExceeded: "rate_limited",
  SignatureDoesNotMatch: "credentials_rejected",
  Throttled: "rate_limited",
  Throttling: "rate_limited",
  TooManyRequests: "rate_limited",
  UnrecognizedClient: "credentials_rejected",
  UserError: "request_invalid",
  Validation: "request_invalid",
  ValidationError: "request_invalid",
};

/** An error of the AWS SDK that carries the service's answer. */
interface Answered {
  name: string;
  message: string;
  status: number;
}

/** The outcome of a failed Publish (invariant 1). */
export const publishOutcomeOf = (failure: unknown): SendOutcome => {
  if (failure instanceof HttpCallFailed && !failure.maybeSent) {
    return { kind: "throttled", error: providerError("provider_unreachable", null) };
  }
  const answered = answerIn(failure);
  if (!answered || !isDefinite(answered.status)) return { kind: "unknown", cause: causeOf(failure) };
  const code = answered.status === 429 ? "rate_limited" : codeOf(answered);
  return { kind: providerErrors[code].kind, error: providerError(code, answered.name) };
};

/** The outcome if the hub could not assume the role: nothing was sent. Only the tenant can fix a refusal; other failures may pass. */
export const roleOutcomeOf = (failure: unknown): SendOutcome => {
  const { error, kind } = awsFailureOf(failure);
  return kind === "credentials" || kind === "rejected" ? { kind: "rejected", error } : { kind: "throttled", error };
};

/** The failure of any AWS call except Publish. Every refusal counts as a refusal of the credentials, apart from a throttle. */
export const awsFailureOf = (failure: unknown): ProviderFailure => {
  const answered = answerIn(failure);
  if (!answered || !isDefinite(answered.status)) {
    return new ProviderFailure("unavailable", providerError("provider_unreachable", null), { cause: failure });
  }
  const isThrottled = answered.status === 429 || providerErrors[codeOf(answered)].kind === "throttled";
  const code = isThrottled ? "rate_limited" : "credentials_rejected";
  return new ProviderFailure(isThrottled ? "throttled" : "credentials", providerError(code, answered.name));
};

const codeOf = ({ name, message }: Answered): ProviderErrorCode => {
  const code = ownValue(awsErrorCodes, name.replace(/Exception$/, "")) ?? "provider_error";
  return code === "request_invalid" && /PhoneNumber/.test(message) ? "recipient_invalid" : code;
};

/** True if AWS certainly refused the request. After a 5xx, a 408 or an unreadable answer, SNS may have accepted the message. */
const isDefinite = (status: number): boolean => status >= 400 && status < 500 && status !== 408;

const answerIn = (failure: unknown): Answered | null => {
  if (!(failure instanceof Error) || !("$metadata" in failure)) return null;
  const { $metadata } = failure;
  if (typeof $metadata !== "object" || $metadata === null || !("httpStatusCode" in $metadata)) return null;
  const { name, message } = failure;
  return { name, message, status: Number($metadata.httpStatusCode) };
};

const causeOf = (failure: unknown): string => {
  if (failure instanceof HttpCallFailed) return failure.message;
  const answered = answerIn(failure);
  return answered ? `SNS answered ${answered.status}` : "The answer could not be read";
};
