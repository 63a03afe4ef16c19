import { noteHealth } from "../../provider-configs/health/provider-health-writes.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { CodeVerifications, SendOutcome } from "../../providers/provider.ts";
import { cancelAtVerify, compareAtVerify } from "./compare-at-verify.ts";
import { deliveredOf } from "./delivered-of.ts";
import type { CodeDelivery, VerificationEngine } from "./engine.ts";
import { configOf, renewedServiceOf, verifyServiceOf } from "./verify-service.ts";

/**
 * Twilio Verify makes, sends and compares the codes; the hub keeps its SID and nothing of the code (invariant 15), and counts attempts
 * of its own beside Twilio's. A number has one pending code per Verify service, whatever its purpose: a resend sends the same one
 * again. `config` is the one a start chose.
 */
export const verifyEngine = (config: StoredProviderConfig | null): VerificationEngine => ({
  name: "twilio-verify",
  async prepare(verification) {
    const chosen = config ?? (await configOf(verification));
    const service = await verifyServiceOf(chosen);
    return {
      secret: null,
      send: async (delivery) => deliveredOf(await send(chosen, service, delivery), (providerSid) => ({ providerSid })),
    };
  },
  comparison: (_id, code) => (verification) => compareAtVerify(verification, code),
  cancel: cancelAtVerify,
});

const send = async (
  config: StoredProviderConfig,
  service: CodeVerifications,
  { verification: { to }, channel, locale, androidAppHash, clientIp }: CodeDelivery,
): Promise<SendOutcome> => {
  const code = { to, channel, locale, androidAppHash, clientIp };
  const first = await service.send(code);
  const isRefused = first.kind === "rejected" && first.error.code === "credentials_rejected";
  const renewed = isRefused ? await renewedServiceOf(config) : null;
  const outcome = renewed ? await renewed.send(code) : first;
  await noteHealth(config, outcome);
  return outcome;
};
