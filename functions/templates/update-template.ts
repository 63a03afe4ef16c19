import { updateTemplate } from "../../shared/api/operations/templates.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changeTemplate } from "../../shared/templates/change-template.ts";

export const handler = httpHandler(updateTemplate, async ({ caller, params, body }) =>
  ok(await changeTemplate(caller, params.id, body)),
);
