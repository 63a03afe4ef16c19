import { channels, ownSenderField, traitsOf } from "../../api/channels.ts";
import { Problem } from "../../kernel/errors.ts";
import type { RegionalProduct } from "../../providers/manifest.ts";
import { lackOf, type Regional } from "../../providers/regions.ts";
import { channelSendersOf, type StoredProviderConfig } from "../provider-config.ts";

/** The settings that have no use without a product of the provider. */
export type RegionalSettings = Pick<StoredProviderConfig, "channels" | "messagingServiceSid" | "verifyServiceSid">;

/** Throws not_supported for a setting that can never work in the configuration's region. The detail names the setting, the product and the region. */
export const refuseLackedSettings = (
  config: Regional,
  settings: { [Name in keyof RegionalSettings]?: RegionalSettings[Name] | undefined },
): void => {
  for (const [name, product] of productsOf(settings)) {
    const lack = lackOf(config, product);
    if (lack)
      throw new Problem("not_supported", {
        detail: `${name}: ${lack.says} Leave it out, or set credentials of ${lack.elsewhere}.`,
      });
  }
};

/** The name of each setting that is set, with the product that it needs. A channel that is enabled by default asks for nothing. */
const productsOf = (settings: Parameters<typeof refuseLackedSettings>[1]): [name: string, RegionalProduct][] => {
  const { channels: switches, messagingServiceSid, verifyServiceSid } = settings;
  const enabled = channels.filter((channel) => switches?.[channel].isEnabled && !traitsOf(channel).isOnAtFirst);
  const senders = switches ? channelSendersOf({ channels: switches }) : [];
  return [
    ...enabled.map((channel): [string, RegionalProduct] => [`channels.${channel}.isEnabled`, channel]),
    ...senders.map(({ channel }): [string, RegionalProduct] => [ownSenderField(channel), channel]),
    ...(messagingServiceSid ? [["messagingServiceSid", "sms"] as [string, RegionalProduct]] : []),
    ...(verifyServiceSid ? [["verifyServiceSid", "verifications"] as [string, RegionalProduct]] : []),
  ];
};
