import { makeApiKey } from "../../shared/accounts/api-keys/make-api-key.ts";
import { createApiKey } from "../../shared/api/operations/api-keys.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(createApiKey, async ({ caller, body, idempotencyKey }) => {
  const { key, replayed } = await makeApiKey(caller, body, idempotencyKey);
  return created(key, replayed);
});
