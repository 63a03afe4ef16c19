import { cancelVerification } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { cancel } from "../../shared/verifications/checking/cancel-verification.ts";
import { viewOf } from "../../shared/verifications/verification-view.ts";

export const handler = httpHandler(cancelVerification, async ({ params, caller }) =>
  ok(viewOf(await cancel(caller, params.id))),
);
