import { randomInt } from "node:crypto";
import { tenantOfScope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import { noteHealth } from "../../provider-configs/health/provider-health-writes.ts";
import { requireConfig, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { CodeVerifications, SendOutcome } from "../../providers/provider.ts";
import { testMode } from "../../providers/test-mode/test-mode.ts";
import { testCodeOf } from "../../verification-policies/verification-policy.ts";
import { type CodeWording, codeMessage, codeWordingOf, spokenCode } from "../texts/code-message.ts";
import { codeMac, innerMac } from "./code-mac.ts";
import type { CodeDelivery, HandedOver, PlannedCode, PreparedCode } from "./engine.ts";
import { type CodeOrder, handOverCode } from "./hand-over-code.ts";
import { configOf, renewedServiceOf, verifyServiceOf } from "./verify-service.ts";

/** Makes a code, beside the limits and the claim: it costs nothing at a provider. A verification stays with the engine it was started with. */
export const prepareCode = (planned: PlannedCode): Promise<PreparedCode> =>
  planned.verification.engine === "own" ? prepareOwnCode(planned) : prepareVerifyCode(planned);

/**
 * The hub's own code: made here, sent as a text or spoken, kept as a MAC alone (invariant 13). Loads what sending it needs (credentials,
 * brand, template), so that it costs no time between the claim and the provider call, and a failure of it is known before. Throws
 * no_provider_config, temporarily_unavailable, and a store's failure.
 */
const prepareOwnCode = async ({ verification, providerConfig, policy }: PlannedCode): Promise<PreparedCode> => {
  const { id, scope, to, codeLength, isTest } = verification;
  const code = testCodeOf(scope, to, policy) ?? randomCode(codeLength);
  const chosen = isTest ? null : requireConfig(providerConfig);
  const [inner, wording] = await Promise.all([
    orUnavailable(innerMac(scope, id, code)),
    codeWordingOf(tenantOfScope(scope), policy),
    chosen && credentialsOf(chosen),
  ]);
  return {
    secret: { mac: codeMac(inner, verification) },
    send: async (delivery) => {
      const order = orderOf(delivery, code, wording);
      return { outcome: await (chosen ? handOverCode(chosen, order) : pretend(order)) };
    },
  };
};

/** Every code of the length is as likely as any other: from the system's CSPRNG, without the modulo's bias. */
const randomCode = (length: number): string => String(randomInt(10 ** length)).padStart(length, "0");

const orderOf = (delivery: CodeDelivery, code: string, wording: CodeWording): CodeOrder => {
  const { channel, locale, verification } = delivery;
  const whose = { to: verification.to, verificationId: verification.id, scope: verification.scope };
  if (channel === "call") return { ...whose, channel, twiml: spokenCode(locale, { code, brand: wording.brand }) };
  const message = codeMessage({ ...delivery, channel }, code, wording);
  return { ...whose, channel, validitySeconds: verification.lifetimeSeconds, ...message };
};

/** In test mode nothing leaves the hub; Twilio's magic numbers fail as they do for messages. */
const pretend = (order: CodeOrder): Promise<SendOutcome> => {
  const { messages, calls } = testMode();
  const from = "+15005550006";
  if (order.channel === "call") return calls.place({ to: order.to, from, twiml: order.twiml });
  return messages.send({ channel: order.channel, to: order.to, from, body: order.body ?? "", mediaUrls: [] });
};

/**
 * Twilio Verify makes, sends and compares the codes; the hub keeps its SID and nothing of the code (invariant 15), and counts attempts
 * of its own beside Twilio's. A number has one pending code per Verify service, whatever its purpose: a resend sends the same one
 * again. `providerConfig` is the one a start chose.
 */
const prepareVerifyCode = async ({ verification, providerConfig }: PlannedCode): Promise<PreparedCode> => {
  const chosen = providerConfig ?? (await configOf(verification));
  const service = await verifyServiceOf(chosen);
  return { secret: null, send: (delivery) => sendAtVerify(chosen, service, delivery) };
};

const sendAtVerify = async (
  providerConfig: StoredProviderConfig,
  service: CodeVerifications,
  { verification: { to }, channel, locale, androidAppHash, clientIp }: CodeDelivery,
): Promise<HandedOver> => {
  const code = { to, channel, locale, androidAppHash, clientIp };
  const first = await service.send(code);
  const isRefused = first.kind === "rejected" && first.error.code === "credentials_rejected";
  const renewed = isRefused ? await renewedServiceOf(providerConfig) : null;
  const outcome = renewed ? await renewed.send(code) : first;
  await noteHealth(providerConfig, outcome);
  return { outcome, ...(outcome.kind === "accepted" && { secret: { providerSid: outcome.providerMessageId } }) };
};
