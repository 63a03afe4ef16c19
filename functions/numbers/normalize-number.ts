import { normalizeNumber } from "../../shared/api/numbers.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { normalize } from "../../shared/numbers/normalize.ts";

export const handler = httpHandler(normalizeNumber, ({ body, caller }) => {
  const country = body.country ?? caller.defaultCountry;
  if (body.inputs !== undefined) return ok({ items: body.inputs.map((input) => normalize(input, country)) });
  return ok(normalize(body.input ?? "", country));
});
