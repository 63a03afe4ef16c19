import { listLookups } from "../../shared/api/operations/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { lookupPage } from "../../shared/lookups/stored-lookups.ts";

export const handler = httpHandler(listLookups, async ({ query, caller }) => ok(await lookupPage(caller, query)));
