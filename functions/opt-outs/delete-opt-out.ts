import { deleteOptOut } from "../../shared/api/operations/opt-outs.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { numberInUrl } from "../../shared/numbers/number-in-url.ts";
import { deleteOptOuts } from "../../shared/opt-outs/delete-opt-outs.ts";

export const handler = httpHandler(deleteOptOut, async ({ params, query, caller }) => {
  const target = {
    number: numberInUrl(params.number, caller.defaultCountry, "number"),
    sender: query.sender,
    country: caller.defaultCountry,
  };
  await deleteOptOuts(caller.scope, target);
  return noContent();
});
