import { getPreferences } from "../../shared/api/operations/preferences.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { readPreferences } from "../../shared/preferences/preference-reads.ts";
import { viewOfPreferences } from "../../shared/preferences/preferences.ts";
import { reachableUser } from "../../shared/preferences/reachable-user.ts";

export const handler = httpHandler(getPreferences, async ({ caller, params }) =>
  ok(viewOfPreferences(await readPreferences(caller.scope, reachableUser(caller, params.userId)))),
);
