import type { JwtIssuer } from "../../kernel/config.ts";
import { hubTenantId, type TenantId } from "../../kernel/ids.ts";

/**
 * Whether an issuer speaks for a tenant. What an issuer signs is only as good as whoever may write its claims, so each says which
 * tenants are its own; the hub's, whose credentials run the platform, is nobody's unless it is said in so many words.
 */
export const mayNameTenant = ({ tenants, hubTenant }: JwtIssuer, tenantId: TenantId): boolean =>
  tenantId === hubTenantId ? hubTenant === true : tenants.includes("*") || tenants.includes(tenantId);
