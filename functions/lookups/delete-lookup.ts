import { deleteLookup } from "../../shared/api/lookups.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { deleteLookupRecord } from "../../shared/lookups/lookup-writes.ts";
import { visibleLookups } from "../../shared/lookups/visible-lookups.ts";
import { numberInPath } from "../../shared/numbers/number-in-path.ts";

export const handler = httpHandler(deleteLookup, async ({ params, caller }) => {
  const lookups = await visibleLookups(caller, numberInPath(params.number));
  await Promise.all(lookups.map((lookup) => deleteLookupRecord(lookup, caller.onlyOwn)));
  return noContent();
});
