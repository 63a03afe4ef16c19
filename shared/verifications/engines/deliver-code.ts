import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import { requireConfig, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import { magicSender } from "../../providers/test-mode/magic-numbers.ts";
import { testMode } from "../../providers/test-mode/test-mode.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { codeMessage } from "../texts/code-message.ts";
import { type CodeWording, codeWordingOf } from "../texts/code-wording.ts";
import { spokenCode } from "../texts/spoken-code.ts";
import { deliveredOf } from "./delivered-of.ts";
import type { CodeDelivery, Delivered } from "./engine.ts";
import { type CodeOrder, handOverCode } from "./hand-over-code.ts";

/** Sends one code: no queue, no row. Never throws. */
export type DeliverCode = (delivery: CodeDelivery, code: string) => Promise<Delivered>;

/**
 * Loads what sending a code of the hub's own needs (credentials, brand, template), so that it costs no time between the claim and the
 * provider call, and a failure of it is known before. Throws no_provider_config, provider_not_verified, and a store's failure.
 */
export const preparedDelivery = async (
  config: StoredProviderConfig | null,
  isTest: boolean,
  scope: Scope,
  policy: VerificationPolicy,
): Promise<DeliverCode> => {
  const handOver = isTest ? pretend : handOverTo(config);
  const [wording] = await Promise.all([
    codeWordingOf(tenantOfScope(scope), policy),
    isTest || !config ? null : credentialsOf(config),
  ]);
  return async (delivery, code) => deliveredOf(await handOver(orderOf(delivery, code, wording)));
};

const handOverTo = (config: StoredProviderConfig | null) => {
  const chosen = requireConfig(config);
  return (order: CodeOrder) => handOverCode(chosen, order);
};

const orderOf = (delivery: CodeDelivery, code: string, wording: CodeWording): CodeOrder => {
  const { channel, locale, verification } = delivery;
  const whose = { to: verification.to, verificationId: verification.id, scope: verification.scope };
  if (channel === "call") return { ...whose, channel, twiml: spokenCode(locale, { code, brand: wording.brand }) };
  const message = codeMessage(delivery, code, wording);
  return { ...whose, channel, validitySeconds: verification.lifetimeSeconds, ...message };
};

/** In test mode nothing leaves the hub; Twilio's magic numbers fail as they do for messages. */
const pretend = (order: CodeOrder): Promise<SendOutcome> => {
  const { messages, calls } = testMode();
  const from = magicSender;
  if (order.channel === "call") return calls.place({ to: order.to, from, twiml: order.twiml });
  return messages.send({ channel: order.channel, to: order.to, from, body: order.body ?? "", mediaUrls: [] });
};
