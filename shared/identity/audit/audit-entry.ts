import type { TenantId } from "../../kernel/ids.ts";
import type { Caller } from "../caller.ts";

/** What an audit row tells: who changed what, when asked by which request. */
export interface AuditEntry {
  /** Whose audit log it stands in. */
  tenantId: TenantId;
  /** `key:<id>` or `user:<subject>`. */
  actor: string;
  /** The operation's id. */
  action: string;
  /** The id of what was changed. */
  target: string;
  requestId: string;
  /** What changed; never a value that is secret, and a person's number only masked. */
  changes?: Readonly<Record<string, unknown>>;
}

/** The entry of what this caller is doing, under the name of the operation that was called. */
export const auditOf = (
  { tenantId, actor, operation, requestId }: Pick<Caller, "tenantId" | "actor" | "operation" | "requestId">,
  target: string,
  changes?: AuditEntry["changes"],
): AuditEntry => ({ tenantId, actor, action: operation, target, requestId, ...(changes ? { changes } : {}) });
