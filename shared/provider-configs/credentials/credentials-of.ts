import { cache } from "../../kernel/cache.ts";
import { minute } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { readConfigRow } from "../provider-config-reads.ts";
import { decryptCredentials } from "./credential-vault-decrypt.ts";

const decrypted = cache<ProviderCredentials>({ milliseconds: 5 * minute, entries: 500 });
const reread = cache<StoredProviderConfig | null>({ milliseconds: minute, entries: 500 });

/**
 * Decrypts a configuration's credentials and caches them in memory for at most five minutes. Set `fresh` when the provider refused the
 * credentials (20003) or a signature did not match: then the hub reads the row again, at most once a minute, in case the credentials
 * changed. Throws provider_not_verified if there are none.
 */
export const credentialsOf = async (
  config: StoredProviderConfig,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<ProviderCredentials> => {
  const { tenantId, id, credentials, credentialsVersion } = fresh ? await newer(config) : config;
  if (credentials === null || credentialsVersion === null)
    throw new Problem("provider_not_verified", { detail: "The provider configuration has no credentials." });
  return decrypted.recall(`${id}#${credentialsVersion}`, async () =>
    credentialsFrom(await decryptCredentials({ tenantId, providerConfigId: id }, credentials)),
  );
};

const newer = async (config: StoredProviderConfig): Promise<StoredProviderConfig> => {
  const row = await reread.recall(config.id, () => readConfigRow(config.tenantId, config.id));
  return row && (row.credentialsVersion ?? "") > (config.credentialsVersion ?? "") ? row : config;
};

/** Needs no schema: the hub wrote this text itself, and KMS proves that nobody changed it. */
const credentialsFrom = (plaintext: string): ProviderCredentials => JSON.parse(plaintext) as ProviderCredentials;
