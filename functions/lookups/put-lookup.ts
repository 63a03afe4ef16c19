import { putLookup } from "../../shared/api/operations/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOfLookup } from "../../shared/lookups/lookup.ts";
import { putManualLookup } from "../../shared/lookups/manual-record.ts";
import { numberInUrl } from "../../shared/numbers/number-in-url.ts";

export const handler = httpHandler(putLookup, async ({ params, body, caller }) =>
  ok(
    viewOfLookup(
      await putManualLookup(caller, numberInUrl(params.number, caller.defaultCountry, "number"), body),
      false,
    ),
  ),
);
