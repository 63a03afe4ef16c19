import type { CodeChannel } from "../../api/channels.ts";
import { Problem } from "../../kernel/errors.ts";
import { type TenantId, tenantOfScope } from "../../kernel/ids.ts";
import { requireChannel, senderOf } from "../../messages/planning/sender-of.ts";
import { normalize } from "../../numbers/normalize.ts";
import { requireConfig, requireUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { requireInRegion } from "../../providers/regions.ts";
import { restrictionsOf } from "../../sending-pauses/pause-reads.ts";
import { findPausedBy, type PausedBy, sendingPaused } from "../../sending-pauses/paused-by.ts";
import type { StoredVerification } from "../verification.ts";

/** Throws what requireVerifyService and requireDeliverable throw, before anything is claimed or counted. */
export const requireFitConfig = (
  providerConfig: StoredProviderConfig | null,
  { scope, engine, channel, isTest }: Pick<StoredVerification, "scope" | "engine" | "channel" | "isTest">,
): void => {
  if (engine === "twilio-verify") requireVerifyService(providerConfig, channel, tenantOfScope(scope));
  else requireDeliverable(providerConfig, channel, isTest);
};

/**
 * That this configuration can carry the hub's own code over this channel; to be asked before anything is claimed or counted. Throws
 * no_provider_config and provider_not_verified without a usable configuration, not_supported where the channel is off, the provider has no such channel (SNS
 * knows SMS alone), or there is nothing to send from.
 */
export const requireDeliverable = (
  providerConfig: StoredProviderConfig | null,
  channel: CodeChannel,
  isTest: boolean,
): void => {
  if (isTest) return;
  const usable = usableOf(providerConfig);
  requireEnabled(usable, channel);
  codeSenderOf(usable, channel);
};

/**
 * The same for a code that Twilio Verify makes and sends, from senders of its own. A Verify service holds one code for a number, whoever
 * asked for it: tenants that shared the hub's would share each other's codes, so it must be the tenant's own (invariant 13).
 */
const requireVerifyService = (
  providerConfig: StoredProviderConfig | null,
  channel: CodeChannel,
  tenantId: TenantId,
): void => {
  const usable = usableOf(providerConfig);
  if (usable.tenantId !== tenantId)
    throw notSupported("Twilio Verify needs a provider configuration of your own: the hub's is shared.");
  requireInRegion(usable, "verifications");
  if (!manifestOf(usable.provider).verifies || usable.verifyServiceSid === null)
    throw notSupported("The provider configuration has no Verify service.");
  requireEnabled(usable, channel);
};

const usableOf = (providerConfig: StoredProviderConfig | null): StoredProviderConfig => {
  const chosen = requireConfig(providerConfig);
  requireUsable(chosen);
  return chosen;
};

const requireEnabled = (providerConfig: StoredProviderConfig, channel: CodeChannel): void => {
  if (channel === "call") requireVoice(providerConfig);
  else requireChannel(providerConfig, channel);
};

const requireVoice = (providerConfig: StoredProviderConfig): void => {
  requireInRegion(providerConfig, "calls");
  if (!providerConfig.channels.voice.isEnabled || !manifestOf(providerConfig.provider).calls)
    throw notSupported("Voice is not enabled in the provider configuration.");
};

/** Who the code comes from: opt-outs are looked up by it. Undefined: the provider chooses (SNS). Throws not_supported where there is none. */
export const codeSenderOf = (providerConfig: StoredProviderConfig, channel: CodeChannel): string | undefined =>
  channel === "call" ? callerOf(providerConfig) : senderOf(providerConfig, channel, undefined);

/** The number a call comes from. Throws not_supported where there is none. */
export const callerOf = ({ fromNumbers: [number] }: StoredProviderConfig): string => {
  if (number === undefined) throw notSupported("The provider configuration has no number to call from.");
  return number;
};

const notSupported = (detail: string): Problem => new Problem("not_supported", { detail });

type Code = Pick<StoredVerification, "scope" | "to" | "channel" | "isTest">;

/**
 * A code is of no use later, so one that would be held is refused before it is claimed or counted. It depends on the number's country
 * alone, which is in the request (invariant 14). Throws sending_paused.
 */
export const requireUnpaused = async (providerConfig: StoredProviderConfig | null, code: Code): Promise<void> => {
  const held = await holdOfCode(providerConfig, code);
  if (held) throw sendingPaused(held);
};

/** What holds a code that would go by this configuration; null: nothing does. */
export const holdOfCode = async (
  providerConfig: StoredProviderConfig | null,
  { scope, to, channel, isTest }: Code,
): Promise<PausedBy | null> => {
  const brake = await restrictionsOf(tenantOfScope(scope));
  return findPausedBy(brake, {
    provider: providerConfig?.provider ?? null,
    configTenantId: providerConfig?.tenantId,
    channel,
    isTest,
    country: normalize(to).country,
  });
};
