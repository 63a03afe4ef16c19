import { Problem, type ProblemDetail } from "../kernel/errors.ts";
import type { ProviderError } from "./provider.ts";

/** Why a provider's answer could not be had, for every role but sending. Translated at the adapter's edge and nowhere else. */
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
 * What a provider's failure is to the client who waits for it; anything else stays as it is. `refusal`: what it means where the
 * provider understood the request and will not do it.
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
