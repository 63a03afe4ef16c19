import type { Stack } from "aws-cdk-lib";
import { HttpNoneAuthorizer, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { acknowledgePublicRoute, type HubApi } from "../constructs/http-api.ts";
import { type Hub, hubFunction } from "../constructs/hub-function.ts";
import { notFoundFunction, timeouts } from "../functions.ts";

/** The route for requests that no other route matches: the hub's own 404 or 405 instead of API Gateway's. */
export function defineNotFound(stack: Stack, hub: Hub, { api }: HubApi): void {
  const handler = hubFunction(stack, hub, {
    name: notFoundFunction,
    description: "Answers 404 or 405 if no route matches",
    timeoutSeconds: timeouts.operation,
  });
  const route = new HttpRoute(stack, "not-found-route", {
    httpApi: api,
    routeKey: HttpRouteKey.DEFAULT,
    integration: new HttpLambdaIntegration("integration", handler),
    authorizer: new HttpNoneAuthorizer(),
  });
  acknowledgePublicRoute(route, "It gives every caller the same answer: the API has no such path.");
}
