import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Method } from "../../shared/api/operation.ts";
import { registry } from "../../shared/api/registry.ts";
import { pathPattern } from "../../shared/api/shadowed-paths.ts";
import { methodNotAllowed, Problem } from "../../shared/kernel/errors.ts";
import { problemResult, type Result } from "../../shared/lambda/answers.ts";

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

/**
 * The methods by which a path can be called, in the order of the contract; none where it is no path of the API. A path that the contract
 * names stands for itself: what `/v1/messages/{id}` takes, `/v1/messages/preview` does not.
 */
const methodsAt = (path: string): Method[] => {
  const named = registry.filter(({ operation }) => operation.path === path);
  const matching =
    named.length > 0 ? named : registry.filter(({ operation }) => pathPattern(operation.path).test(path));
  return [...new Set(matching.map((one) => one.operation.method))];
};
