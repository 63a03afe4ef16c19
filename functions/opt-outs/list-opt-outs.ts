import { listOptOuts } from "../../shared/api/operations/opt-outs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { numberInUrl, optionally } from "../../shared/numbers/number-in-url.ts";
import { listOptOuts as list } from "../../shared/opt-outs/list-opt-outs.ts";

export const handler = httpHandler(listOptOuts, async ({ query, caller }) => {
  const number = optionally(numberInUrl, query.number, caller.defaultCountry, "number");
  return ok(await list(caller.scope, { ...query, number }));
});
