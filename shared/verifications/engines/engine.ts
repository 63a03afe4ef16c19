import { Problem } from "../../kernel/errors.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import type { StoredVerification } from "../verification.ts";

/** A code to send, with the policy and the provider configuration that it uses. */
export interface PlannedCode {
  verification: StoredVerification;
  /** Null in test mode, where nothing is sent. */
  providerConfig: StoredProviderConfig | null;
  policy: VerificationPolicy;
  /** Stands for the number in keys. */
  hashPrefix: string;
}

/** How one code must reach the person. */
export interface CodeDelivery {
  verification: StoredVerification;
  channel: StoredVerification["channel"];
  locale: string;
  webOrigin?: string | undefined;
  androidAppHash?: string | undefined;
  /** The address of the person's device. Twilio Verify judges the risk of a number by it. */
  clientIp?: string | undefined;
}

/** The value by which an engine recognises a code later. It is never the code itself. */
export type Secret = { mac: string } | { providerSid: string };

/** A code that is made and not yet sent. */
export interface PreparedCode {
  /** The own engine knows it before the send, so the row can be written before. Null: the provider returns it. */
  secret: Secret | null;
  /** Makes at most one attempt that may reach the person. Never throws for a failure of the provider. */
  send(delivery: CodeDelivery): Promise<HandedOver>;
}

/** The result of handing a code over, and the secret if the provider returned it. */
export interface HandedOver {
  outcome: SendOutcome;
  secret?: Secret;
}

/** The result of one comparison. */
export type Comparison =
  | { kind: "right" }
  | { kind: "wrong" }
  /** The engine no longer knows the code: it expired, was used or was canceled there. */
  | { kind: "closed" }
  /** The engine itself refuses further attempts. */
  | { kind: "exhausted" };

/** The engine certainly compared nothing, so the attempt can be given back. */
export class NotCompared extends Problem {}
