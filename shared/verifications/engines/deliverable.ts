import { Problem } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { requireChannel, senderOf } from "../../messages/planning/sender-of.ts";
import { requireConfig, requireUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { StoredVerification } from "../verification.ts";

type Channel = StoredVerification["channel"];
type Config = StoredProviderConfig;

const notSupported = (detail: string): Problem => new Problem("not_supported", { detail });

/**
 * That this configuration can carry the hub's own code over this channel; to be asked before anything is claimed or counted. Throws
 * no_provider_config and provider_not_verified without a usable configuration, not_supported where the channel is off, the provider has no such channel (SNS
 * knows SMS alone), or there is nothing to send from.
 */
export const requireDeliverable = (config: Config | null, channel: Channel, isTest: boolean): void => {
  if (isTest) return;
  const usable = usableOf(config);
  requireEnabled(usable, channel);
  codeSenderOf(usable, channel);
};

/**
 * The same for a code that Twilio Verify makes and sends, from senders of its own. A Verify service holds one code for a number, whoever
 * asked for it: tenants that shared the hub's would share each other's codes, so it must be the tenant's own (invariant 13).
 */
export const requireVerifyService = (config: Config | null, channel: Channel, tenantId: TenantId): void => {
  const usable = usableOf(config);
  if (usable.tenantId !== tenantId)
    throw notSupported("Twilio Verify needs a provider configuration of your own: the hub's is shared.");
  if (usable.provider !== "twilio" || usable.verifyServiceSid === null)
    throw notSupported("The provider configuration has no Verify service.");
  requireEnabled(usable, channel);
};

const usableOf = (config: Config | null): Config => {
  const chosen = requireConfig(config);
  requireUsable(chosen);
  return chosen;
};

/** Who the code comes from: opt-outs are looked up by it. Undefined: the provider chooses (SNS). Throws not_supported where there is none. */
export const codeSenderOf = (config: Config, channel: Channel): string | undefined =>
  channel === "call" ? callerOf(config) : senderOf(config, channel, undefined);

/** The number a call comes from. Throws not_supported where there is none. */
export const callerOf = ({ fromNumbers: [number] }: Config): string => {
  if (number === undefined) throw notSupported("The provider configuration has no number to call from.");
  return number;
};

const requireEnabled = (config: Config, channel: Channel): void => {
  if (channel !== "call") requireChannel(config, channel);
  else if (!config.voiceEnabled || config.provider !== "twilio")
    throw notSupported("Voice is not enabled in the provider configuration.");
};
