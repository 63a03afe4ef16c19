import type { KeyMode, TenantId } from "../../kernel/ids.ts";

/** The identity that a credential proves, before the hub has read the tenant. */
export interface Identity {
  tenantId: TenantId;
  mode: KeyMode;
  /** Unchecked names from the key's row or the token's claim. */
  permissionNames: readonly string[];
  keyId?: string;
  userId?: string;
  /** The end of the credential in epoch milliseconds. Absent: it does not expire. */
  expiresAt?: number;
}

/** The reason for refusing a credential. The hub logs it, and tells the caller some of these reasons (http-handler.ts). */
export interface Refusal {
  refused:
    | "no_scheme"
    | "malformed"
    | "no_key"
    | "unknown"
    | "expired"
    | "no_tenant"
    | "foreign_tenant"
    | "no_user"
    | "suspended";
}

export const isRefusal = (outcome: object): outcome is Refusal => "refused" in outcome;
