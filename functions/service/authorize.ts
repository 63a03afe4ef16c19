import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from "aws-lambda";
import { authenticate } from "../../shared/identity/authorization/authenticate.ts";
import type { AuthorizerContext } from "../../shared/identity/caller.ts";
import { log, withLogContext } from "../../shared/observability/logger.ts";

/**
 * Always answers `isAuthorized: true`. It marks a bad credential in the context, and the operation answers 401 with a problem document,
 * because API Gateway cannot send one. If the store does not answer, the invocation fails, and API Gateway does not cache a failure.
 */
export const handler = (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>> =>
  withLogContext({ requestId: event.requestContext.requestId, operation: "authorize" }, async () => {
    const context = await authenticate(event.headers?.authorization);
    if (context.refused !== undefined) log.info("credential_refused", { reason: context.refused });
    return { isAuthorized: true, context };
  });
