import { startVerification } from "../../shared/api/operations/verifications.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { start } from "../../shared/verifications/starting/start-verification.ts";
import { uniformViewOf } from "../../shared/verifications/uniform-answer.ts";

export const handler = httpHandler(startVerification, async ({ body, caller, idempotencyKey }) => {
  const { verification, replayed } = await start(caller, body, idempotencyKey);
  return created(uniformViewOf(verification), replayed);
});
