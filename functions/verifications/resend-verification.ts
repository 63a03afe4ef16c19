import { resendVerification } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { resend } from "../../shared/verifications/starting/resend-verification.ts";
import { uniformViewOf } from "../../shared/verifications/uniform-answer.ts";

export const handler = httpHandler(resendVerification, async ({ params, body, caller }) =>
  ok(uniformViewOf(await resend(caller, params.id, body))),
);
