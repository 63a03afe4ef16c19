import type { KeyMode, TenantId } from "../../kernel/ids.ts";

/** Whom a credential names, before the tenant itself was looked at. */
export interface Identity {
  tenantId: TenantId;
  mode: KeyMode;
  /** As the key's row or the token's claim has them. */
  permissionNames: readonly string[];
  keyId?: string;
  userId?: string;
  /** Epoch milliseconds; absent: it does not end by itself. */
  expiresAt?: number;
}

/** Why a credential was refused: for the log. Of some of them the caller is told (http-handler.ts). */
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
