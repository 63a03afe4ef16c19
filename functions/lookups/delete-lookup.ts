import { deleteLookup } from "../../shared/api/operations/lookups.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { deleteLookups } from "../../shared/lookups/stored-lookups.ts";
import { numberInUrl } from "../../shared/numbers/number-in-url.ts";

export const handler = httpHandler(deleteLookup, async ({ params, caller }) => {
  await deleteLookups(caller, numberInUrl(params.number, caller.defaultCountry, "number"));
  return noContent();
});
