import { Problem } from "../kernel/errors.ts";
import type { RegionalProduct } from "./manifest.ts";
import { manifestOf, type ProviderName } from "./manifests.ts";

/** The fields of a provider configuration that say in which region it works. */
export interface Regional {
  provider: ProviderName;
  /** Null: the configuration has no credentials, or its provider does not bind them to a region. */
  region: string | null;
}

/** The region of credentials that name none. Null: the provider does not bind credentials to a region. */
export const homeRegionOf = (provider: ProviderName): string | null => manifestOf(provider).regions?.home ?? null;

/** The provider's regions, without the region of the configuration. Its credentials may be valid in one of them. */
export const otherRegions = ({ provider, region }: Regional): string[] =>
  Object.keys(manifestOf(provider).regions?.products ?? {}).filter((other) => other !== region);

/** The products that the configuration's region lacks, by the provider's names for them. */
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

/** Says that the configuration's region lacks a product. Null: the region has it, or the configuration has no known region. */
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

/** Throws not_supported if the configuration's region lacks the product. The problem names both. */
export const requireInRegion = (config: Regional, product: RegionalProduct): void => {
  const lack = lackOf(config, product);
  if (lack)
    throw new Problem("not_supported", {
      detail: `${lack.says} Use a provider configuration with credentials of ${lack.elsewhere}.`,
    });
};
