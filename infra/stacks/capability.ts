import { NestedStack, type Stack } from "aws-cdk-lib";
import { HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { FunctionName, RegisteredOperation } from "../../shared/api/registry.ts";
import { acknowledgePublicRoute, type HubApi } from "../constructs/http-api.ts";
import { type Hub, hubFunction } from "../constructs/hub-function.ts";
import type { WebhookUrls } from "../function-environment.ts";
import { webhookUrlVariables } from "../function-environment.ts";
import { timeouts } from "../functions.ts";
import { grantsOf } from "../grants/function-grants.ts";
import { decryptsCredentials } from "../grants/grants.ts";

/** A nested stack with one capability's operations: a function and a route for each. */
export function defineCapability(
  parent: Stack,
  hub: Hub & { webhookUrls: WebhookUrls },
  { api, authorizer }: HubApi,
  capability: string,
  operations: readonly RegisteredOperation[],
): void {
  const stack = new NestedStack(parent, capability, { description: `PhoneHub ${hub.settings.name}: ${capability}` });
  for (const { functionName, operation } of operations) {
    const handler = hubFunction(stack, hub, {
      name: functionName,
      description: operation.summary,
      ...(large[functionName] ?? { timeoutSeconds: operationTimeout(functionName) }),
      environment: webhookUrlVariables(functionName, hub.webhookUrls),
    });
    const isPublic = operation.permission === "none";
    const route = new HttpRoute(stack, `${handler.node.id}-route`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(operation.path, HttpMethod[operation.method]),
      integration: new HttpLambdaIntegration("integration", handler),
      authorizer: isPublic ? new HttpNoneAuthorizer() : authorizer,
    });
    if (isPublic) acknowledgePublicRoute(route, "The contract declares this operation public.");
  }
}

const operationTimeout = (name: FunctionName): number =>
  decryptsCredentials(grantsOf(name)) ? timeouts.operationWithProvider : timeouts.operation;

/**
 * Most operations mainly wait. But to check, fingerprint and write 100,000 recipients in 4.6 MB takes 1.6 s of a full vCPU. With the 0.29
 * vCPU that 512 MB bring, that would be more than half of the timeout. If a table does not answer, the function needs time to undo its
 * writes.
 */
const large: Partial<Record<FunctionName, { timeoutSeconds: number; memoryMegabytes: number }>> = {
  "message-batches/create-batch": { timeoutSeconds: timeouts.operationWithProvider, memoryMegabytes: 1769 },
};
