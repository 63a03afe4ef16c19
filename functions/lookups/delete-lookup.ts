import { deleteLookup } from "../../shared/api/lookups.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { deleteLookups } from "../../shared/lookups/delete-lookups.ts";
import { numberInPath } from "../../shared/numbers/number-in-path.ts";

export const handler = httpHandler(deleteLookup, async ({ params, caller }) => {
  await deleteLookups(caller, numberInPath(params.number));
  return noContent();
});
