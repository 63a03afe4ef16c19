import { Problem } from "../../kernel/errors.ts";
import type { ProviderError } from "../../providers/provider.ts";
import type { StoredVerification } from "../verification.ts";

/** How one code is to reach the person. */
export interface CodeDelivery {
  verification: StoredVerification;
  channel: StoredVerification["channel"];
  locale: string;
  webOrigin?: string | undefined;
  androidAppHash?: string | undefined;
  /** Of the person's own device: Twilio Verify weighs the risk of a number by it. */
  clientIp?: string | undefined;
}

/** What the engine keeps of a code it made, to recognise it later; never the code. */
export type Secret = { mac: string } | { providerSid: string };

/** What sending a code came to. */
export type Delivered =
  | { kind: "sent"; secret?: Secret }
  /** Definite: nothing was sent. `isRecipientFault`: the number is why, so a start must answer as if it had been sent (invariant 14). */
  | { kind: "refused"; error: ProviderError; isRecipientFault: boolean }
  /** Definite: nothing was sent; later it may work. */
  | { kind: "throttled"; error: ProviderError; retryAfterSeconds?: number }
  /** It may have been sent. */
  | { kind: "unknown"; cause: string };

/** What one comparison came to. */
export type Comparison =
  | { kind: "right" }
  | { kind: "wrong" }
  /** The engine knows no such code any more: expired, used or canceled there. */
  | { kind: "closed" }
  /** The engine itself refuses further attempts. */
  | { kind: "exhausted" };

/** The engine could not be asked: certainly nothing was compared, and the attempt may be given back. */
export class NotCompared extends Problem {}

/** A code that was made and not yet sent. */
export interface PreparedCode {
  /** Known before the send (own engine), so that it can be written beside it; null: the provider names it. */
  secret: Secret | null;
  /** At most one attempt that may reach the provider. Never throws for what the provider did. */
  send(delivery: CodeDelivery): Promise<Delivered>;
}

/** Makes, sends and recognises codes. Two play it: the hub's own, and Twilio Verify. */
export interface VerificationEngine {
  name: StoredVerification["engine"];
  /** Runs beside the limits and the claim: it must cost nothing at a provider. */
  prepare(verification: StoredVerification): Promise<PreparedCode>;
  /**
   * Begins what a check can do before its attempt is counted (own: the MAC). The result is called only once the attempt is counted
   * (invariant 12). Throws Problem temporarily_unavailable where the engine cannot be asked.
   */
  comparison(id: string, code: string): (verification: StoredVerification) => Promise<Comparison>;
  /** Ends it at the provider, where it is known there. */
  cancel?(verification: StoredVerification): Promise<void>;
}
