import { listTemplates } from "../../shared/api/operations/templates.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { readTemplatePage } from "../../shared/templates/template-reads.ts";

export const handler = httpHandler(listTemplates, async ({ caller, query }) =>
  ok(await readTemplatePage(caller.tenantId, query)),
);
