import { getLookup } from "../../shared/api/lookups.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { lookupInView } from "../../shared/lookups/lookup.ts";
import { visibleLookups } from "../../shared/lookups/visible-lookups.ts";
import { numberInPath } from "../../shared/numbers/number-in-path.ts";

export const handler = httpHandler(getLookup, async ({ params, query, caller }) => {
  const [best] = await visibleLookups(caller, numberInPath(params.number));
  return ok(lookupInView(best, query.view));
});
