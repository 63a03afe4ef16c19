import { resendVerification } from "../../shared/api/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { resend } from "../../shared/verifications/resend-verification.ts";
import { alikeViewOf } from "../../shared/verifications/verification-view.ts";

export const handler = httpHandler(resendVerification, async ({ params, body, caller }) =>
  ok(alikeViewOf(await resend(caller, params.id, body))),
);
