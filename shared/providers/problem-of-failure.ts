import { Problem, type ProblemDetail } from "../kernel/errors.ts";
import { ProviderFailure } from "./provider.ts";

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
