import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from "aws-lambda";
import { authenticate } from "../../shared/identity/authorization/authenticate.ts";
import type { AuthorizerContext } from "../../shared/identity/caller.ts";
import { log, withLogContext } from "../../shared/observability/logger.ts";

/**
 * Always authorized: a bad credential goes through marked as such, and the operation answers 401 with a problem document,
 * which API Gateway itself cannot. A store that cannot be asked fails the invocation, and that is not cached.
 */
export const handler = (
  event: APIGatewayRequestAuthorizerEventV2,
): Promise<APIGatewaySimpleAuthorizerWithContextResult<AuthorizerContext>> =>
  withLogContext({ requestId: event.requestContext.requestId, operation: "authorize" }, async () => {
    const context = await authenticate(event.headers?.authorization);
    if (context.refused !== undefined) log.info("credential_refused", { reason: context.refused });
    return { isAuthorized: true, context };
  });
