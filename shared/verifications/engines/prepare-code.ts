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

/** Makes a code while limits are drawn and the row is claimed: it costs nothing at a provider. A verification keeps its first engine. */
export const prepareCode = (planned: PlannedCode): Promise<PreparedCode> =>
  planned.verification.engine === "own" ? prepareOwnCode(planned) : prepareVerifyCode(planned);

/**
 * Makes the hub's own code, which is sent as a text or spoken, and kept only as a MAC (invariant 13). Loads everything that the send
 * needs (credentials, brand, template), so that loading takes no time between the claim and the provider call, and a failure shows before
 * the call. Throws no_provider_config, temporarily_unavailable, and a store's failure.
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
      return { outcome: await (chosen ? handOverCode(chosen, order) : sendInTestMode(order)) };
    },
  };
};

/** Every code of the length is equally likely: it comes from the system's CSPRNG, without modulo bias. */
const randomCode = (length: number): string => String(randomInt(10 ** length)).padStart(length, "0");

const orderOf = (delivery: CodeDelivery, code: string, wording: CodeWording): CodeOrder => {
  const { channel, locale, verification } = delivery;
  const recipient = { to: verification.to, verificationId: verification.id, scope: verification.scope };
  if (channel === "call") return { ...recipient, channel, twiml: spokenCode(locale, { code, brand: wording.brand }) };
  const message = codeMessage({ ...delivery, channel }, code, wording);
  return { ...recipient, channel, validitySeconds: verification.lifetimeSeconds, ...message };
};

/** Sends nothing. Twilio's magic numbers fail as they do for messages. */
const sendInTestMode = (order: CodeOrder): Promise<SendOutcome> => {
  const { messages, calls } = testMode();
  const from = "+15005550006";
  if (order.channel === "call") return calls.place({ to: order.to, from, twiml: order.twiml });
  return messages.send({ channel: order.channel, to: order.to, from, body: order.body ?? "", mediaUrls: [] });
};

/**
 * Twilio Verify makes, sends and compares the code. The hub keeps Twilio's SID and nothing about the code (invariant 15), and counts
 * attempts itself, beside Twilio's count. A number has one pending code per Verify service, for all purposes: a resend sends the same
 * code again. `providerConfig` is the one that the start chose.
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
