import { randomInt } from "node:crypto";
import type { Scope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { testCodeOf } from "../../verification-policies/verification-policy.ts";
import { codeMac, innerMac } from "./code-mac.ts";
import { preparedDelivery } from "./deliver-code.ts";
import type { VerificationEngine } from "./engine.ts";
import { ownComparison } from "./own-comparison.ts";

interface OwnEngine {
  scope: Scope;
  /** Null in test mode, where nothing is sent. */
  config: StoredProviderConfig | null;
  isTest: boolean;
  policy: VerificationPolicy;
}

/** The hub's own codes: made here, sent as a text or spoken, kept as a MAC alone (invariant 13). */
export const ownEngine = ({ scope, config, isTest, policy }: OwnEngine): VerificationEngine => ({
  name: "own",
  async prepare(verification) {
    const code = testCodeOf(scope, verification.to, policy) ?? randomCode(verification.codeLength);
    const [inner, deliver] = await Promise.all([
      orUnavailable(innerMac(scope, verification.id, code)),
      preparedDelivery(config, isTest, scope, policy),
    ]);
    return { secret: { mac: codeMac(inner, verification) }, send: (delivery) => deliver(delivery, code) };
  },
  comparison: (id, code) => ownComparison(scope, id, code),
});

/** Every code of the length is as likely as any other: from the system's CSPRNG, without the modulo's bias. */
const randomCode = (length: number): string => String(randomInt(10 ** length)).padStart(length, "0");
