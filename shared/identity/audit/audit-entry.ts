import type { TenantId } from "../../kernel/ids.ts";
import type { Caller } from "../caller.ts";

/** One entry of an audit log: the actor, the operation, its target and the request. */
export interface AuditEntry {
  /** The tenant whose audit log has the entry. */
  tenantId: TenantId;
  /** `key:<id>` or `user:<subject>`. */
  actor: string;
  /** The operation's id. */
  action: string;
  /** The id of the changed resource. */
  target: string;
  requestId: string;
  /** The changed members. They never include a secret, and a person's number only masked. */
  changes?: Readonly<Record<string, unknown>>;
}

/** Makes the audit entry for the operation that the caller has called. */
export const auditOf = (
  { tenantId, actor, operation, requestId }: Pick<Caller, "tenantId" | "actor" | "operation" | "requestId">,
  target: string,
  changes?: AuditEntry["changes"],
): AuditEntry => ({ tenantId, actor, action: operation, target, requestId, ...(changes ? { changes } : {}) });
