import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Method } from "../../shared/api/operation.ts";
import { registry } from "../../shared/api/registry.ts";
import { pathPattern } from "../../shared/api/shadowed-paths.ts";
import { methodNotAllowed, Problem } from "../../shared/kernel/errors.ts";
import { problemResult, type Result } from "../../shared/lambda/answers.ts";

/** Answers requests that no route matches: 405 if the API has the path with another method, else 404. */
export const handler = async ({ requestContext, rawPath }: APIGatewayProxyEventV2): Promise<Result> => {
  const { requestId } = requestContext;
  const methods = methodsAt(rawPath);
  if (methods.length === 0)
    return problemResult(
      new Problem("not_found", { detail: "No such path. GET /openapi.json lists every path." }),
      requestId,
    );
  return problemResult(methodNotAllowed(requestContext.http.method, methods), requestId);
};

/**
 * The methods that a path accepts, in the order of the contract; empty if the API has no such path. A literal path takes precedence over
 * a pattern: `/v1/messages/preview` does not accept the methods of `/v1/messages/{id}`.
 */
const methodsAt = (path: string): Method[] => {
  const named = registry.filter(({ operation }) => operation.path === path);
  const matching =
    named.length > 0 ? named : registry.filter(({ operation }) => pathPattern(operation.path).test(path));
  return [...new Set(matching.map((one) => one.operation.method))];
};
