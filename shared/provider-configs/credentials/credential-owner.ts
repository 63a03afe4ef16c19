import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

/** Whose credentials: bound to the ciphertext, so that it opens nowhere else (invariant 17). */
export interface CredentialOwner {
  tenantId: TenantId;
  providerConfigId: string;
}

export const encryptionContextOf = ({ tenantId, providerConfigId }: CredentialOwner): Record<string, string> => ({
  tenantId,
  providerConfigId,
  environment: config.environment(),
});
