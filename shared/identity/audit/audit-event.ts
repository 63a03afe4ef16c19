import type * as z from "zod";
import type { AuditEvent } from "../../api/operations/audit.ts";
import type { Item } from "../../aws/dynamodb.ts";

export type AuditEventView = z.output<typeof AuditEvent>;

/** The one place where a row becomes an event; our own rows are trusted to hold what auditRow wrote. */
export const auditEventFromItem = ({ pk, sk, tenantId, ...attributes }: Item): AuditEventView =>
  ({ changes: null, ...attributes }) as AuditEventView;
