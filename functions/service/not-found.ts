import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { methodNotAllowed, Problem } from "../../shared/kernel/errors.ts";
import { problemResult, type Result } from "../../shared/lambda/answers.ts";
import { methodsAt } from "../../shared/service/methods-at.ts";

/** What no route matches: 405 where the path is one of ours by another method, else 404. */
export const handler = async ({ requestContext, rawPath }: APIGatewayProxyEventV2): Promise<Result> => {
  const { requestId } = requestContext;
  const methods = methodsAt(rawPath);
  if (methods.length === 0)
    return problemResult(
      new Problem("not_found", { detail: "There is nothing here. GET /openapi.json lists every path." }),
      requestId,
    );
  return problemResult(methodNotAllowed(requestContext.http.method, methods), requestId);
};
