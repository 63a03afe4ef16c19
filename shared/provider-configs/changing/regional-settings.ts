import { channels, ownSenderField, traitsOf } from "../../api/channels.ts";
import { Problem } from "../../kernel/errors.ts";
import type { RegionalProduct } from "../../providers/manifest.ts";
import { lackOf, type Regional } from "../../providers/regions.ts";
import { channelSendersOf, type StoredProviderConfig } from "../provider-config.ts";

/** The settings that need a specific product of the provider. */
export type RegionalSettings = Pick<StoredProviderConfig, "channels" | "messagingServiceSid" | "verifyServiceSid">;

/** Throws not_supported if a setting needs a product that the configuration's region lacks. The detail names all three. */
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

/** The name of each setting that has a value, with the product it needs. A channel that is enabled by default needs none. */
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
