import type { ProviderError } from "../../providers/provider.ts";
import type { Secret } from "./engine.ts";

/** What sending a code came to. */
export type Delivered =
  | { kind: "sent"; secret?: Secret }
  /** Definite: nothing was sent. `isRecipients`: the number is why, so a start must answer as if it had been sent (invariant 14). */
  | { kind: "refused"; error: ProviderError; isRecipients: boolean }
  /** Definite: nothing was sent; later it may work. */
  | { kind: "throttled"; error: ProviderError; retryAfterSeconds?: number }
  /** It may have been sent. */
  | { kind: "unknown"; cause: string };
