import { listMerged, type Page } from "../../aws/merged-query.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { type AuditEventView, auditEventFromItem } from "./audit-event.ts";

interface AuditPage {
  limit: number;
  cursor?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  isWanted: (event: AuditEventView) => boolean;
}

/** A tenant's audit log, newest first. Throws invalid_cursor. */
export const readAuditPage = (tenantId: TenantId, { isWanted, ...page }: AuditPage): Promise<Page<AuditEventView>> =>
  listMerged({
    ...page,
    sources: [{ table: config.table("audit"), key: { name: "pk", value: tenantId }, sortName: "sk" }],
    load: (items) => items.map(auditEventFromItem).map((event) => (isWanted(event) ? event : null)),
  });
