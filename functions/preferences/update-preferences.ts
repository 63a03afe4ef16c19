import { updatePreferences } from "../../shared/api/operations/preferences.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { changePreferences } from "../../shared/preferences/change-preferences.ts";
import { viewOfPreferences } from "../../shared/preferences/preferences.ts";

export const handler = httpHandler(updatePreferences, async ({ caller, params, body }) =>
  ok(viewOfPreferences(await changePreferences(caller, params.userId, body))),
);
