import { Problem } from "../../kernel/errors.ts";
import type { RegionalProduct } from "../../providers/manifest.ts";
import { lackOf, type Regional } from "../../providers/regions.ts";
import type { StoredProviderConfig } from "../provider-config.ts";

/** Settings that are of no use without a product, and the product. */
const productOf = {
  verifyServiceSid: "verifications",
  whatsappEnabled: "whatsapp",
  whatsappNumber: "whatsapp",
  messagingServiceSid: "messages",
} as const satisfies Partial<Record<keyof StoredProviderConfig, RegionalProduct>>;
type Name = keyof typeof productOf;

export type RegionalSettings = Pick<StoredProviderConfig, Name>;

const names = Object.keys(productOf) as Name[];

/** Throws not_supported for a setting that can never work in the configuration's region: it names the setting, the product and the region. */
export const refuseLackedSettings = (
  config: Regional,
  settings: { [One in Name]?: RegionalSettings[One] | undefined },
): void => {
  for (const name of names) {
    const lack = settings[name] ? lackOf(config, productOf[name]) : null;
    if (lack)
      throw new Problem("not_supported", {
        detail: `${name}: ${lack.says} Leave it out, or set credentials of ${lack.elsewhere}.`,
      });
  }
};
