import { manifestOf } from "../../providers/manifests.ts";
import { ProviderFailure } from "../../providers/provider-failure.ts";
import { lackedProducts, otherRegions, type Regional } from "../../providers/regions.ts";

/** A provider refuses credentials of another region like wrong ones, so this adds to the failure the region where the hub tried them. */
export const namingRegion = (config: Regional, error: unknown): unknown => {
  const others = otherRegions(config);
  if (!(error instanceof ProviderFailure) || error.kind !== "credentials" || others.length === 0) return error;
  const { message } = error.error;
  const hint = `They were tried in region ${config.region} of ${manifestOf(config.provider).title} and are valid in their own region alone: if that is ${others.join(" or ")}, set them again with it.`;
  return new ProviderFailure(error.kind, { ...error.error, message: `${message} ${hint}` }, { cause: error });
};

/** A sentence that names the products the region lacks; empty if it lacks none. */
export const notesOnRegion = (config: Regional): string[] => {
  const lacked = lackedProducts(config);
  if (lacked.length === 0) return [];
  return [`Region ${config.region} of ${manifestOf(config.provider).title} lacks ${lacked.join(", ")}.`];
};
