import type { QueryOf } from "../../api/operation.ts";
import type { listAuditEvents } from "../../api/operations/audit.ts";
import type { Page } from "../../aws/merged-query.ts";
import { type Caller, requireLiveKey } from "../caller.ts";
import type { AuditEventView } from "./audit-reads.ts";
import { readAuditPage } from "./audit-reads.ts";

/** Returns a page of the tenant's audit log. The log shows live settings, so a test key cannot read it. Throws invalid_cursor. */
export const auditPage = (
  caller: Caller,
  { action, actor, target, ...page }: QueryOf<typeof listAuditEvents>,
): Promise<Page<AuditEventView>> => {
  requireLiveKey(caller);
  const matches = (event: AuditEventView) =>
    (action === undefined || event.action === action) &&
    (actor === undefined || event.actor === actor) &&
    (target === undefined || event.target === target);
  return readAuditPage(caller.tenantId, { ...page, matches });
};
