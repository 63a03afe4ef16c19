import { cache } from "../kernel/cache.ts";
import { second } from "../kernel/durations.ts";
import type { TenantId } from "../kernel/ids.ts";
import { orUnavailable } from "../limits/or-unavailable.ts";
import { readPolicyAndTenant } from "./policy-reads.ts";
import { policyIn, type VerificationPolicy } from "./verification-policy.ts";

const remembered = cache<VerificationPolicy>({ milliseconds: 30 * second, entries: 500 });

/**
 * How a tenant verifies numbers, as it was within the last 30 seconds, with what null stands for filled in: the tenant's name for the
 * brand, its default country for the countries. Throws temporarily_unavailable: without its policy nothing is sent or compared
 * (invariant 20).
 */
export const policyOf = (tenantId: TenantId): Promise<VerificationPolicy> =>
  orUnavailable(remembered.recall(tenantId, () => load(tenantId)));

const load = async (tenantId: TenantId): Promise<VerificationPolicy> => {
  const { layers, name, defaultCountry } = await readPolicyAndTenant(tenantId);
  const policy = policyIn(layers);
  return {
    ...policy,
    brandName: policy.brandName ?? name,
    allowedCountries: policy.allowedCountries ?? (defaultCountry === null ? [] : [defaultCountry]),
  };
};
