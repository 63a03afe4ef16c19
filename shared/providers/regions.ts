import { Problem } from "../kernel/errors.ts";
import type { RegionalProduct } from "./manifest.ts";
import { manifestOf, type ProviderName } from "./manifests.ts";

/** What tells where a provider configuration works. */
export interface Regional {
  provider: ProviderName;
  /** Null: it has no credentials, or its provider's are not bound to a region. */
  region: string | null;
}

/** The region of credentials that name none. Null: the provider's credentials are not bound to one. */
export const homeRegionOf = (provider: ProviderName): string | null => manifestOf(provider).regions?.home ?? null;

/** Other regions than the configuration's in which the provider's credentials may be valid. */
export const otherRegions = ({ provider, region }: Regional): string[] =>
  Object.keys(manifestOf(provider).regions?.products ?? {}).filter((other) => other !== region);

/** What the configuration's region lacks, as the provider calls it. */
export const lackedProducts = (config: Regional): string[] => {
  const names = Object.entries(manifestOf(config.provider).regions?.productNames ?? {});
  return names.filter(([product]) => lackOf(config, product as RegionalProduct)).map(([, name]) => name);
};

interface Lack {
  /** A sentence that names the product and the region. */
  says: string;
  /** The regions that have the product. */
  elsewhere: string;
}

/** Null: the configuration's region has the product, or there is no region to ask about. */
export const lackOf = ({ provider, region }: Regional, product: RegionalProduct): Lack | null => {
  const { title, regions } = manifestOf(provider);
  const inRegion = region === null ? undefined : regions?.products[region];
  if (!regions || !inRegion || inRegion.includes(product)) return null;
  const elsewhere = Object.entries(regions.products).filter(([, products]) => products.includes(product));
  return {
    says: `${title} has no ${regions.productNames[product]} in its region ${region}.`,
    elsewhere: elsewhere.map(([name]) => name).join(" or "),
  };
};

/** Throws not_supported where the configuration's region lacks the product, and names both. */
export const requireInRegion = (config: Regional, product: RegionalProduct): void => {
  const lack = lackOf(config, product);
  if (lack)
    throw new Problem("not_supported", {
      detail: `${lack.says} Use a provider configuration with credentials of ${lack.elsewhere}.`,
    });
};
