import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { orUnavailable } from "../limits/all-or-nothing.ts";
import { type PolicyLayers, policyIn, policyKey, type VerificationPolicy } from "./verification-policy.ts";

const table = () => config.table("tenants");

const remembered = cache<VerificationPolicy>({ milliseconds: 30_000, entries: 500 });

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

/** What was set, and what of the tenant itself stands in for what it left out. One request. */
const readPolicyAndTenant = async (tenantId: TenantId) => {
  const own = { pk: tenantId };
  const policy = policyKey(tenantId);
  const answer = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table()]: { Keys: [own, policy], ConsistentRead: true } } }),
  );
  // One of two keys can be left over only under throttling: told as such, never as a policy that allows more.
  if (answer.UnprocessedKeys?.[table()])
    throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
  const items = answer.Responses?.[table()] ?? [];
  const tenant = items.find(({ pk }) => pk === own.pk);
  return {
    layers: layersIn(items.find(({ pk }) => pk === policy.pk)),
    name: String(tenant?.name ?? ""),
    defaultCountry: typeof tenant?.defaultCountry === "string" ? tenant.defaultCountry : null,
  };
};

/** What was set for a tenant, and its revision: a change is refused where it read an older one. 0: nothing was set. */
export const readPolicy = async (tenantId: TenantId): Promise<PolicyLayers & { revision: number }> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: policyKey(tenantId), ConsistentRead: true }),
  );
  return { ...layersIn(Item), revision: Number(Item?.revision ?? 0) };
};

/** What was set; our own rows are trusted to hold what we wrote. */
const layersIn = ({ ceilings = {}, own = {} }: Item = {}): PolicyLayers => ({ ceilings, own }) as PolicyLayers;
