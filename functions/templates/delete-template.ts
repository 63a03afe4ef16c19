import { deleteTemplate } from "../../shared/api/operations/templates.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { removeTemplate } from "../../shared/templates/remove-template.ts";

export const handler = httpHandler(deleteTemplate, async ({ caller, params }) => {
  await removeTemplate(caller, params.id);
  return noContent();
});
