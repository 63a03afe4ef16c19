import { getTemplate } from "../../shared/api/operations/templates.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { templateInVersion } from "../../shared/templates/template-reads.ts";

export const handler = httpHandler(getTemplate, async ({ caller, params, query }) =>
  ok(await templateInVersion(caller.tenantId, params.id, query.version)),
);
