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
 * Requires that this configuration can carry the hub's own code over this channel. Called before anything is claimed or counted. Throws
 * no_provider_config and provider_not_verified without a usable configuration, and not_supported if the channel is off, if the provider
 * lacks it (SNS has only SMS), or if there is nothing to send from.
 */
export const requireDeliverable = (
  providerConfig: StoredProviderConfig | null,
  channel: CodeChannel,
  isTest: boolean,
): void => {
  if (isTest) return;
  const usable = usableConfig(providerConfig);
  requireEnabled(usable, channel);
  codeSenderOf(usable, channel);
};

/**
 * Requires the same for a code that Twilio Verify makes and sends from its own senders. A Verify service holds one code for a number:
 * tenants that shared the hub's service would share each other's codes, so the configuration must be the tenant's own (invariant 13).
 */
const requireVerifyService = (
  providerConfig: StoredProviderConfig | null,
  channel: CodeChannel,
  tenantId: TenantId,
): void => {
  const usable = usableConfig(providerConfig);
  if (usable.tenantId !== tenantId)
    throw notSupported(
      "Twilio Verify needs your own provider configuration: set it in the policy's `providerConfigId`.",
    );
  requireInRegion(usable, "verifications");
  if (!manifestOf(usable.provider).verifies || usable.verifyServiceSid === null)
    throw notSupported("The provider configuration has no Verify service: set `verifyServiceSid`.");
  requireEnabled(usable, channel);
};

const usableConfig = (providerConfig: StoredProviderConfig | null): StoredProviderConfig => {
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

/** The sender of a code, which opt-outs are read for. Undefined: the provider chooses it (SNS). Throws not_supported if there is none. */
export const codeSenderOf = (providerConfig: StoredProviderConfig, channel: CodeChannel): string | undefined =>
  channel === "call" ? callingNumberOf(providerConfig) : senderOf(providerConfig, channel, undefined);

/** The number that a call comes from. Throws not_supported if there is none. */
export const callingNumberOf = ({ fromNumbers: [number] }: StoredProviderConfig): string => {
  if (number === undefined)
    throw notSupported("The provider configuration has no number to call from: add one to `fromNumbers`.");
  return number;
};

const notSupported = (detail: string): Problem => new Problem("not_supported", { detail });

type Code = Pick<StoredVerification, "scope" | "to" | "channel" | "isTest">;

/**
 * Refuses a code that a pause would hold, before it is claimed or counted, because a code is useless later. Of the number this considers
 * only the country, which the caller knows (invariant 14). Throws sending_paused.
 */
export const requireUnpaused = async (providerConfig: StoredProviderConfig | null, code: Code): Promise<void> => {
  const held = await holdOfCode(providerConfig, code);
  if (held) throw sendingPaused(held);
};

/** What holds a code that would use this configuration. Null: nothing does. */
export const holdOfCode = async (
  providerConfig: StoredProviderConfig | null,
  { scope, to, channel, isTest }: Code,
): Promise<PausedBy | null> => {
  const restrictions = await restrictionsOf(tenantOfScope(scope));
  return findPausedBy(restrictions, {
    provider: providerConfig?.provider ?? null,
    configTenantId: providerConfig?.tenantId,
    channel,
    isTest,
    country: normalize(to).country,
  });
};
