import { Problem } from "../errors.ts";
import { ProviderFailure } from "./provider.ts";

/** What a provider's failure is to the client who waits for it; anything else stays as it is. */
export const problemOfFailure = (error: unknown): unknown => {
  if (!(error instanceof ProviderFailure)) return error;
  const { message: detail, code: providerError, providerCode } = error.error;
  const extensions = { providerError, providerCode };
  switch (error.kind) {
    case "credentials":
      return new Problem("provider_rejected_credentials", { detail, extensions, cause: error });
    case "rejected":
      return new Problem("conflict", { detail, extensions, cause: error });
    case "throttled":
      return new Problem("temporarily_unavailable", { detail, extensions, retryAfterSeconds: 5, cause: error });
    case "unavailable":
      return new Problem("temporarily_unavailable", { detail, extensions, retryAfterSeconds: 30, cause: error });
  }
};
