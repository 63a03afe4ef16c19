import { renderTemplate } from "../../shared/api/operations/templates.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { renderStoredTemplate } from "../../shared/templates/render-template.ts";

export const handler = httpHandler(renderTemplate, async ({ caller, params, body }) =>
  ok(await renderStoredTemplate(caller.tenantId, params.id, body)),
);
