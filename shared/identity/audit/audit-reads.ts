import type * as z from "zod";
import type { AuditEvent } from "../../api/operations/audit.ts";
import type { Item } from "../../aws/dynamodb.ts";
import { listMerged, type Page } from "../../aws/merged-query.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

export type AuditEventView = z.output<typeof AuditEvent>;

/** Only this function turns a row into an audit event. It does not validate the row, because auditRow wrote it. */
export const auditEventFromItem = ({ pk, sk, tenantId, ...attributes }: Item): AuditEventView =>
  ({ changes: null, ...attributes }) as AuditEventView;

interface AuditPage {
  limit: number;
  cursor?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  matches: (event: AuditEventView) => boolean;
}

/** Reads one page of a tenant's audit log, newest first. Throws invalid_cursor. */
export const readAuditPage = (tenantId: TenantId, { matches, ...page }: AuditPage): Promise<Page<AuditEventView>> =>
  listMerged({
    ...page,
    sources: [{ table: config.table("audit"), key: { name: "pk", value: tenantId }, sortName: "sk" }],
    load: (items) => items.map(auditEventFromItem).map((event) => (matches(event) ? event : null)),
  });
