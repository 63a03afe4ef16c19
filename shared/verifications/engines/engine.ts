import { Problem } from "../../kernel/errors.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import type { StoredVerification } from "../verification.ts";

/** A code that is to be sent, with the policy and the provider configuration it goes by. */
export interface PlannedCode {
  verification: StoredVerification;
  /** Null in test mode, where nothing is sent. */
  providerConfig: StoredProviderConfig | null;
  policy: VerificationPolicy;
  /** What stands for the number in keys. */
  hashPrefix: string;
}

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

/** A code that was made and not yet sent. */
export interface PreparedCode {
  /** Known before the send (own engine), so that it can be written beside it; null: the provider names it. */
  secret: Secret | null;
  /** At most one attempt that may reach the provider. Never throws for what the provider did. */
  send(delivery: CodeDelivery): Promise<HandedOver>;
}

/** What the provider did with a code that was handed over, and what the engine keeps of it where the provider names it. */
export interface HandedOver {
  outcome: SendOutcome;
  secret?: Secret;
}

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
