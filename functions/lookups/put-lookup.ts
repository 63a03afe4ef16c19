import { putLookup } from "../../shared/api/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { shownLookup } from "../../shared/lookups/lookup.ts";
import { putManualLookup } from "../../shared/lookups/put-lookup.ts";
import { numberInPath } from "../../shared/numbers/number-in-path.ts";

export const handler = httpHandler(putLookup, async ({ params, body, caller }) =>
  ok(shownLookup(await putManualLookup(caller, numberInPath(params.number), body), false)),
);
