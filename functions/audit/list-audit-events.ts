import { listAuditEvents } from "../../shared/api/operations/audit.ts";
import { auditPage } from "../../shared/identity/audit/list-audit-events.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listAuditEvents, async ({ caller, query }) => ok(await auditPage(caller, query)));
