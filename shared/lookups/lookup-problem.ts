import { Problem } from "../errors.ts";
import type { ProviderFailure } from "../providers/provider.ts";

/** A failed lookup as the caller is told of it. In every case nothing was stored, and what was known before stays known. */
export const lookupProblem = (failure: ProviderFailure): Problem => {
  const { kind, error, retryAfterSeconds = 1 } = failure;
  const told = {
    detail: error.message,
    extensions: { providerError: error.code, providerCode: error.providerCode },
    cause: failure,
  };
  switch (kind) {
    case "credentials":
      return new Problem("provider_rejected_credentials", told);
    case "rejected":
      return new Problem("not_supported", told);
    case "throttled":
      return new Problem("temporarily_unavailable", { ...told, retryAfterSeconds });
    case "unavailable":
      return new Problem("temporarily_unavailable", { ...told, retryAfterSeconds });
  }
};
