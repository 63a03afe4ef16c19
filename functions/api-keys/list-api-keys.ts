import { listKeys } from "../../shared/accounts/api-keys/existing-keys.ts";
import { listApiKeys } from "../../shared/api/operations/api-keys.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listApiKeys, async ({ caller, query }) => ok(await listKeys(caller, query)));
