import { getLookup } from "../../shared/api/operations/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { lookupInView } from "../../shared/lookups/lookup.ts";
import { visibleLookups } from "../../shared/lookups/stored-lookups.ts";
import { numberInUrl } from "../../shared/numbers/number-in-url.ts";

export const handler = httpHandler(getLookup, async ({ params, query, caller }) => {
  const [best] = await visibleLookups(caller, numberInUrl(params.number, caller.defaultCountry, "number"));
  return ok(lookupInView(best, query.view));
});
