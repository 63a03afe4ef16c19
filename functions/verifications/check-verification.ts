import { checkVerification } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { check } from "../../shared/verifications/checking/check-verification.ts";
import { checkedViewOf } from "../../shared/verifications/uniform-answer.ts";

export const handler = httpHandler(checkVerification, async ({ params, body, caller }) =>
  ok(checkedViewOf(await check(caller, params.id, body))),
);
