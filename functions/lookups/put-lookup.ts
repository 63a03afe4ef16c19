import { putLookup } from "../../shared/api/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { shownLookup } from "../../shared/lookups/lookup.ts";
import { numberInPath } from "../../shared/lookups/number-in-path.ts";
import { putManualLookup } from "../../shared/lookups/put-lookup.ts";

export const handler = httpHandler(putLookup, async ({ params, body, caller }) =>
  ok(shownLookup(await putManualLookup(caller, numberInPath(params.number), body), false)),
);
