import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Problem } from "../../shared/errors.ts";
import { problemResult, type Result } from "../../shared/lambda/answers.ts";
import { methodsAt } from "../../shared/service/methods-at.ts";

/** What no route matches: 405 where the path is one of ours by another method, else 404. */
export const handler = async ({ requestContext, rawPath }: APIGatewayProxyEventV2): Promise<Result> => {
  const { requestId } = requestContext;
  const methods = methodsAt(rawPath);
  if (methods.length === 0)
    return problemResult(new Problem("not_found", { detail: "There is nothing here." }), requestId);
  const allow = methods.join(", ");
  const result = problemResult(new Problem("method_not_allowed", { detail: `Allowed here: ${allow}.` }), requestId);
  return { ...result, headers: { ...result.headers, allow } };
};
