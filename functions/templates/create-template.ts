import { createTemplate } from "../../shared/api/operations/templates.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { makeTemplate } from "../../shared/templates/make-template.ts";

export const handler = httpHandler(createTemplate, async ({ caller, body, idempotencyKey }) => {
  const { template, replayed } = await makeTemplate(caller, body, idempotencyKey);
  return created(template, replayed);
});
