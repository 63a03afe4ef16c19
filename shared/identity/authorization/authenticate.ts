import { cache } from "../../kernel/cache.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { noteKeyUse } from "../api-keys/last-used-writes.ts";
import type { AuthorizerContext } from "../caller.ts";
import type { StoredTenant } from "../tenants/tenant.ts";
import { readTenant } from "../tenants/tenant-reads.ts";
import { identityOfApiKey } from "./api-key-identity.ts";
import { type Identity, isRefusal, type Refusal } from "./credential-identity.ts";
import { grantedPermissions } from "./granted-permissions.ts";
import { identityOfToken } from "./token-identity.ts";

/** Together with API Gateway's cache, a suspended tenant is locked out within 30 s (invariant 21). */
const tenants = cache<StoredTenant | null>({ milliseconds: () => waits().credentialMemory, entries: 10_000 });

/** No real token is this long. API Gateway accepts headers of up to 10 KB. */
const maximumLength = 8192;

/** Identifies the caller by the header `Authorization: Bearer <API key or access token>`. Throws only if a store or an issuer fails. */
export const authenticate = async (authorization: string | undefined): Promise<AuthorizerContext | Refusal> => {
  const header = authorization?.trim() ?? "";
  const [, credential] = /^bearer +([^\s]+)$/i.exec(header) ?? [];
  // A key or a token without `Bearer`, which some other services accept.
  if (/^(?!bearer$)\S+$/i.test(header)) return { refused: "no_scheme" };
  if (credential === undefined || credential.length > maximumLength) return { refused: "malformed" };
  const identity = await (credential.startsWith("phk_") ? identityOfApiKey(credential) : identityOfToken(credential));
  if (isRefusal(identity)) return identity;
  const [tenant] = await Promise.all([tenantOf(identity.tenantId), noteUse(identity)]);
  if (!tenant) return { refused: "no_tenant" };
  return tenant.status === "active" ? contextOf(identity, tenant) : { refused: "suspended" };
};

const tenantOf = (tenantId: TenantId): Promise<StoredTenant | null> =>
  tenants.recall(tenantId, () => readTenant(tenantId));

const noteUse = async ({ keyId, tenantId }: Identity): Promise<void> => {
  if (keyId !== undefined) await noteKeyUse(tenantId, keyId);
};

/** All values are strings, because API Gateway passes them on as strings. */
const contextOf = (identity: Identity, tenant: StoredTenant): AuthorizerContext => ({
  tenantId: identity.tenantId,
  mode: identity.mode,
  permissions: grantedPermissions(identity.permissionNames, identity).join(","),
  ...(identity.keyId === undefined ? {} : { keyId: identity.keyId }),
  ...(identity.userId === undefined ? {} : { userId: identity.userId }),
  ...(identity.expiresAt === undefined ? {} : { expiresAt: String(identity.expiresAt) }),
  ...(tenant.defaultCountry === null ? {} : { defaultCountry: tenant.defaultCountry }),
  useHubProvider: String(tenant.useHubProvider),
  timeZone: tenant.timeZone,
  ...(tenant.quietHours === null ? {} : { quietHours: `${tenant.quietHours.start}-${tenant.quietHours.end}` }),
});
