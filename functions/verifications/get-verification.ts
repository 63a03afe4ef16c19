import { getVerification } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleVerification } from "../../shared/verifications/verification-reads.ts";
import { viewOf } from "../../shared/verifications/verification-view.ts";

export const handler = httpHandler(getVerification, async ({ params, caller }) =>
  ok(viewOf(await visibleVerification(caller, params.id))),
);
