import { KMSClient } from "@aws-sdk/client-kms";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";

/** Whose credentials: bound to the ciphertext, so that it opens nowhere else (invariant 17). */
export interface CredentialOwner {
  tenantId: TenantId;
  providerConfigId: string;
}

let client: KMSClient | undefined;

export const kms = (): KMSClient => {
  client ??= new KMSClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 } });
  return client;
};

export const encryptionContextOf = ({ tenantId, providerConfigId }: CredentialOwner): Record<string, string> => ({
  tenantId,
  providerConfigId,
  environment: config.environment(),
});
