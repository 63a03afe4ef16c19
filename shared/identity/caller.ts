import { type Permission, permissions } from "../api/permissions.ts";
import { now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { Problem } from "../kernel/errors.ts";
import { type KeyMode, type Scope, scopeOf, type TenantId } from "../kernel/ids.ts";

/** The authorizer's result as API Gateway passes it to an operation. All values are strings. */
export interface AuthorizerContext {
  /** The reason for refusing the credential. No other member is set then, and the operation answers 401. */
  refused?: string;
  tenantId?: string;
  mode?: KeyMode;
  /** Comma-separated. */
  permissions?: string;
  /** The API key's id. */
  keyId?: string;
  /** The subject of a token: the calling user. */
  userId?: string;
  defaultCountry?: string;
  /** "true" if the tenant may use the hub-wide configuration. */
  useHubProvider?: string;
  /** The tenant's time zone, an IANA name. */
  timeZone?: string;
  /** The tenant's quiet hours, such as 22:00-07:00. */
  quietHours?: string;
  /** The end of the credential in epoch milliseconds; absent: never. API Gateway can cache this answer beyond that moment. */
  expiresAt?: string;
}

/** The caller, as the credential proves it. */
export interface Caller {
  tenantId: TenantId;
  mode: KeyMode;
  /** The owner of this caller's data. */
  scope: Scope;
  userId: string | null;
  /** `key:<id>` or `user:<subject>`: for the audit log. */
  actor: string;
  permissions: ReadonlySet<Permission>;
  defaultCountry: string | null;
  useHubProvider: boolean;
  timeZone: string;
  quietHours: { start: string; end: string } | null;
  /** If set, the caller lacks the operation's permission and may access only the data of this user, which is the caller. */
  restrictedToUserId: string | null;
  requestId: string;
  /** The operation's id, which the audit log shows as the action. */
  operation: string;
}

const isPermission = (name: string): name is Permission => (permissions as readonly string[]).includes(name);

const quietHoursOf = (text: string | undefined): Caller["quietHours"] => {
  const [start, end] = (text ?? "").split("-");
  return start && end ? { start, end } : null;
};

export const callerOf = (context: AuthorizerContext, requestId: string, operation: string): Caller | null => {
  if (context.refused !== undefined || !context.tenantId) return null;
  if (context.expiresAt !== undefined && Number(context.expiresAt) <= now()) return null;
  const tenantId = context.tenantId as TenantId;
  const mode: KeyMode = context.mode === "test" ? "test" : "live";
  return {
    tenantId,
    mode,
    scope: scopeOf(tenantId, mode),
    userId: context.userId ?? null,
    actor: context.userId ? `user:${context.userId}` : `key:${context.keyId ?? "unknown"}`,
    permissions: new Set((context.permissions ?? "").split(",").filter(isPermission)),
    defaultCountry: context.defaultCountry || null,
    useHubProvider: context.useHubProvider === "true",
    timeZone: context.timeZone || "UTC",
    quietHours: quietHoursOf(context.quietHours),
    restrictedToUserId: null,
    requestId,
    operation,
  };
};

/**
 * Throws permission_missing for a test key, which sees and makes only test data (invariant 21). Tenants and provider configurations are
 * live settings, and the operations on numbers use live credentials at the provider. A test key may read those settings and nothing more.
 */
export const requireLiveKey = ({ mode }: { mode: KeyMode }): void => {
  if (mode !== "live")
    throw new Problem("permission_missing", { detail: "A test key cannot do this. Use a live key of the tenant." });
};

/** True if the caller's sends reach no real phone, because the key is a test key or the hub uses a simulated Twilio. */
export const takesFictional = ({ mode }: Pick<Caller, "mode">): boolean =>
  mode === "test" || config.twilioBaseUrl() !== undefined;
