import { Duration, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpStage,
  type IHttpApi,
  type IHttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { removalPolicy } from "./retention.ts";

export interface HubApi {
  api: IHttpApi;
  stage: IHttpStage;
  url: string;
  authorizer: HttpLambdaAuthorizer;
}

/** Logs the declared route, never the path or the query, because they contain phone numbers. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    routeKey: "$context.routeKey",
    status: "$context.status",
    sourceIp: "$context.identity.sourceIp",
    responseLength: "$context.responseLength",
    responseLatencyMs: "$context.responseLatency",
    integrationLatencyMs: "$context.integrationLatency",
    integrationError: "$context.integrationErrorMessage",
    authorizerError: "$context.authorizer.error",
  }),
);

/** The HTTP API without its routes: a stage that deploys itself, throttled and logged, and the authorizer. */
export function httpApi(scope: Construct, settings: EnvironmentSettings, authorize: IFunction): HubApi {
  const api = new HttpApi(scope, "http-api", { apiName: `PhoneHub-${settings.name}`, createDefaultStage: false });
  const accessLog = new LogGroup(scope, "access-log", {
    retention: settings.logRetentionDays,
    removalPolicy: removalPolicy(settings),
  });
  const stage = new HttpStage(scope, "stage", {
    httpApi: api,
    stageName: "$default",
    autoDeploy: true,
    throttle: { rateLimit: settings.throttle.rate, burstLimit: settings.throttle.burst },
    accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat },
  });
  // API Gateway caches per credential, for all routes: each operation checks its own permission.
  const authorizer = new HttpLambdaAuthorizer("authorizer", authorize, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ["$request.header.Authorization"],
    // Together with the function's own cache (shared/kernel/timeouts-and-waits.ts), a revoked key fails within 30 s (invariant 21).
    resultsCacheTtl: Duration.seconds(10),
  });
  return { api, stage, url: api.apiEndpoint, authorizer };
}

/** Tells cdk-nag why anybody may call a route. */
export const acknowledgePublicRoute = (route: Construct, reason: string): void =>
  Validations.of(route).acknowledge({ id: "AwsSolutions-APIG4", reason });
