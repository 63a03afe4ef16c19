import { Problem, type ProblemDetail } from "../kernel/errors.ts";
import type { ProviderError } from "./provider.ts";

/** Says why a provider gave no usable answer, for every role except sending. Only adapters translate errors into it. */
export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  readonly kind: "credentials" | "throttled" | "rejected" | "unavailable";
  readonly error: ProviderError;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: ProviderFailure["kind"],
    error: ProviderError,
    { cause, retryAfterSeconds }: { cause?: unknown; retryAfterSeconds?: number | undefined } = {},
  ) {
    super(error.message, { cause });
    this.kind = kind;
    this.error = error;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Turns a provider's failure into the problem that the waiting client gets, and returns every other error unchanged. `refusal`: the code of
 * the problem if the provider understood the request and refused it.
 */
export const problemOfFailure = (error: unknown, refusal: "conflict" | "not_supported" = "conflict"): unknown => {
  if (!(error instanceof ProviderFailure)) return error;
  const told: ProblemDetail = {
    detail: error.error.message,
    extensions: { providerError: error.error.code, providerCode: error.error.providerCode },
    cause: error,
  };
  switch (error.kind) {
    case "credentials":
      return new Problem("provider_rejected_credentials", told);
    case "rejected":
      return new Problem(refusal, told);
    case "throttled":
    case "unavailable":
      return new Problem("temporarily_unavailable", { ...told, retryAfterSeconds: error.retryAfterSeconds ?? 1 });
  }
};
