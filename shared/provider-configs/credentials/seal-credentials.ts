import * as z from "zod";
import * as rules from "../../api/rules.ts";
import type { Credentials } from "../../api/schemas/provider-credential-schemas.ts";
import { nowIso } from "../../kernel/clock.ts";
import { broken } from "../../kernel/errors.ts";
import { newClaimToken } from "../../kernel/ids.ts";
import { credentialSchemas } from "../../providers/credential-schemas.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { homeRegionOf } from "../../providers/regions.ts";
import { type RegionalSettings, refuseLackedSettings } from "../changing/regional-settings.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { encryptCredentials } from "./credential-vault-encrypt.ts";

export type GivenCredentials = z.output<typeof Credentials>;
type Target = Pick<StoredProviderConfig, "tenantId" | "id" | "provider" | "externalId"> & RegionalSettings;

/**
 * What setting credentials changes: the configuration must be verified anew, for these have proven nothing yet. Throws invalid_request, and
 * not_supported where the configuration has settings that are of no use in their region.
 */
export const sealedCredentials = async (target: Target, given: GivenCredentials) => {
  const credentials = fitting(target, given);
  const region = credentials.region ?? homeRegionOf(credentials.provider);
  refuseLackedSettings({ ...target, region }, target);
  return {
    credentials: await encryptCredentials(
      { tenantId: target.tenantId, providerConfigId: target.id },
      JSON.stringify(credentials),
    ),
    credentialsVersion: `${nowIso()}.${newClaimToken()}`,
    region,
    accountSidLast4: "accountSid" in credentials ? credentials.accountSid.slice(-4) : null,
    verified: false,
    verifiedAt: null,
    healthStatus: "unknown",
    lastError: null,
    // Other credentials may be another account's: its list of opt-outs is read as soon as they are verified.
    ...(manifestOf(credentials.provider).optOuts.toldBy === "list" && { optOutsReadAt: 0, optOutsCursor: null }),
  } as const;
};

/**
 * The credentials as their adapter takes them. The hub chose the external id, so that a tenant cannot name a role that trusts the hub for
 * another tenant. Throws invalid_request where they are another provider's.
 */
const fitting = ({ provider, externalId }: Target, given: GivenCredentials): ProviderCredentials => {
  if (!z.union(credentialSchemas[provider]).safeParse(given).success)
    throw broken(rules.fittingCredentials, { more: provider });
  return { provider, ...given, ...(externalId !== null && { externalId }) } as ProviderCredentials;
};
