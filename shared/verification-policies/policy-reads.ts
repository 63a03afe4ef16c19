import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { orUnavailable } from "../limits/all-or-nothing.ts";
import { type PolicyLayers, policyIn, policyKey, type VerificationPolicy } from "./verification-policy.ts";

const table = () => config.table("tenants");

const policyCache = cache<VerificationPolicy>({ milliseconds: 30_000, entries: 500 });

/**
 * A tenant's policy, cached for 30 seconds, with its null settings filled in: the brand with the tenant's name, the countries with its
 * default country. Throws temporarily_unavailable, because the hub sends and compares nothing without the policy (invariant 20).
 */
export const policyOf = (tenantId: TenantId): Promise<VerificationPolicy> =>
  orUnavailable(policyCache.recall(tenantId, () => load(tenantId)));

const load = async (tenantId: TenantId): Promise<VerificationPolicy> => {
  const { layers, name, defaultCountry } = await readPolicyAndTenant(tenantId);
  const policy = policyIn(layers);
  return {
    ...policy,
    brandName: policy.brandName ?? name,
    allowedCountries: policy.allowedCountries ?? (defaultCountry === null ? [] : [defaultCountry]),
  };
};

/** Reads the policy's row, and from the tenant's row the defaults, in one request. */
const readPolicyAndTenant = async (tenantId: TenantId) => {
  const own = { pk: tenantId };
  const policy = policyKey(tenantId);
  const answer = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table()]: { Keys: [own, policy], ConsistentRead: true } } }),
  );
  // DynamoDB leaves one of two keys unread only if it throttles. Without this error the defaults would replace the policy.
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

/** The settings of a tenant and their revision, with which a write notices a change in between. 0: nothing is set. */
export const readPolicy = async (tenantId: TenantId): Promise<PolicyLayers & { revision: number }> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: policyKey(tenantId), ConsistentRead: true }),
  );
  return { ...layersIn(Item), revision: Number(Item?.revision ?? 0) };
};

/** The settings in a row. They are not validated, because only the hub writes them. */
const layersIn = ({ ceilings = {}, own = {} }: Item = {}): PolicyLayers => ({ ceilings, own }) as PolicyLayers;
