import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

/** The owner of credentials. KMS binds the ciphertext to it and decrypts it for no other owner (invariant 17). */
export interface CredentialOwner {
  tenantId: TenantId;
  providerConfigId: string;
}

export const encryptionContextOf = ({ tenantId, providerConfigId }: CredentialOwner): Record<string, string> => ({
  tenantId,
  providerConfigId,
  environment: config.environment(),
});
