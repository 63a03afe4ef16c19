import { revokeKey } from "../../shared/accounts/api-keys/existing-keys.ts";
import { revokeApiKey } from "../../shared/api/operations/api-keys.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(revokeApiKey, async ({ caller, params }) => {
  await revokeKey(caller, params.id);
  return noContent();
});
