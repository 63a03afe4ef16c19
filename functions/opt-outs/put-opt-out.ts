import { putOptOut } from "../../shared/api/operations/opt-outs.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { numberInUrl } from "../../shared/numbers/number-in-url.ts";
import { putOptOut as put } from "../../shared/opt-outs/opt-out-writes.ts";
import { requireSender } from "../../shared/opt-outs/sender-name.ts";

export const handler = httpHandler(putOptOut, async ({ params, body, caller }) => {
  const sender = body.scope === "tenant" ? undefined : await requireSender(caller, body.scope.sender);
  return ok(
    await put(
      { owner: caller.scope, number: numberInUrl(params.number, caller.defaultCountry, "number"), sender },
      "api",
    ),
  );
});
