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
 * Encrypts new credentials and returns the changes to the configuration's row. The configuration becomes unverified until it passes a
 * connection test. Throws invalid_request, and not_supported if the configuration has settings that cannot work in the credentials' region.
 */
export const sealedCredentials = async (target: Target, given: GivenCredentials) => {
  const credentials = fitting(target, given);
  const named = "region" in credentials ? credentials.region : undefined;
  const region = named ?? homeRegionOf(credentials.provider);
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
    // The new credentials can belong to another account. With 0, the hub reads its list of opt-outs as soon as they are verified.
    ...(manifestOf(credentials.provider).optOuts.toldBy === "list" && { optOutsReadAt: 0, optOutsCursor: null }),
  } as const;
};

/**
 * The credentials in the form that the provider's adapter expects. The hub chooses the external id, so a tenant cannot use a role that
 * trusts the hub for another tenant. Throws invalid_request if the credentials do not fit the provider.
 */
const fitting = ({ provider, externalId }: Target, given: GivenCredentials): ProviderCredentials => {
  if (!z.union(credentialSchemas[provider]).safeParse(given).success)
    throw broken(rules.fittingCredentials, { more: provider });
  return { provider, ...given, ...(externalId !== null && { externalId }) } as ProviderCredentials;
};
