import { listVerifications } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { numberInUrl, optionally } from "../../shared/numbers/number-in-url.ts";
import { listOf } from "../../shared/verifications/list-verifications.ts";
import { viewOf } from "../../shared/verifications/verification-view.ts";

export const handler = httpHandler(listVerifications, async ({ query, caller }) => {
  const { items, nextCursor } = await listOf(caller, {
    ...query,
    to: optionally(numberInUrl, query.to, caller.defaultCountry, "to"),
  });
  return ok({ items: items.map(viewOf), nextCursor });
});
