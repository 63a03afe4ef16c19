import { type Permission, permissions } from "../api/permissions.ts";
import { now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { Problem } from "../kernel/errors.ts";
import { type KeyMode, type Scope, scopeOf, type TenantId } from "../kernel/ids.ts";

/** What the authorizer found out, as API Gateway hands it on: strings only. */
export interface AuthorizerContext {
  /** Why the credential was refused; the operation then answers 401. Nothing else is set. */
  refused?: string;
  tenantId?: string;
  mode?: KeyMode;
  /** Comma-separated. */
  permissions?: string;
  /** The API key's id. */
  keyId?: string;
  /** A token's subject: the user who is calling. */
  userId?: string;
  defaultCountry?: string;
  /** "true" where the tenant may use the hub-wide configuration. */
  useHubProvider?: string;
  /** The tenant's, an IANA name. */
  timeZone?: string;
  /** The tenant's, as in 22:00-07:00. */
  quietHours?: string;
  /** When the credential ends, epoch milliseconds; absent: never. API Gateway may remember this answer for longer. */
  expiresAt?: string;
}

/** Who is calling, as proven by the credential. */
export interface Caller {
  tenantId: TenantId;
  mode: KeyMode;
  /** Where this caller's data lives. */
  scope: Scope;
  userId: string | null;
  /** `key:<id>` or `user:<subject>`: for the audit log. */
  actor: string;
  permissions: ReadonlySet<Permission>;
  defaultCountry: string | null;
  useHubProvider: boolean;
  timeZone: string;
  quietHours: { start: string; end: string } | null;
  /** The caller lacks the operation's permission and may touch only what is its own: whose userId is this. */
  restrictedToUserId: string | null;
  requestId: string;
  /** The operation's id: what the audit log calls it. */
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
 * A test key sees and makes only test data (invariant 21). Tenants and provider configurations are the tenant's live settings, and
 * listing or connecting numbers asks the provider with live credentials: a test key may read the settings, and nothing more.
 */
export const requireLiveKey = ({ mode }: { mode: KeyMode }): void => {
  if (mode !== "live") throw new Problem("permission_missing", { detail: "A test key cannot do this." });
};

/** Whether what this caller sends goes to no phone: test data, and all that a hub beside a simulated Twilio sends. */
export const takesFictional = ({ mode }: Pick<Caller, "mode">): boolean =>
  mode === "test" || config.twilioBaseUrl() !== undefined;
