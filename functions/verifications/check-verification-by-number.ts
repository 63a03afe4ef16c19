import { checkVerificationByNumber } from "../../shared/api/operations/verifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { checkByNumber } from "../../shared/verifications/checking/check-by-number.ts";
import { checkedViewOf } from "../../shared/verifications/uniform-answer.ts";

export const handler = httpHandler(checkVerificationByNumber, async ({ body, caller }) =>
  ok(checkedViewOf(await checkByNumber(caller, body))),
);
