import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import { registry } from "../../shared/api/registry.ts";
import { variables } from "../../shared/kernel/config.ts";
import { apiDomain } from "../constructs/api-domain.ts";
import { httpApi } from "../constructs/http-api.ts";
import { type Hub, hubFunction } from "../constructs/hub-function.ts";
import { stackProps } from "../environments.ts";
import type { WebhookUrls } from "../function-environment.ts";
import { authorizeFunction, timeouts } from "../functions.ts";
import { defineCapability } from "./capability.ts";
import { defineNotFound } from "./not-found.ts";
import { defineWorkers } from "./workers.ts";

export interface Api {
  stack: Stack;
  apiId: string;
  /** The functions' names in AWS. */
  functions: { authorizer: string; workers: Record<string, string> };
}

/** The HTTP API, a nested stack per capability (a template can hold at most 500 resources), and the workers. */
export function defineApi(app: App, hub: Hub & { webhookUrls: WebhookUrls }): Api {
  const { settings } = hub;
  const stack = new Stack(app, `PhoneHub-${settings.name}-Api`, stackProps(settings, "the HTTP API and the workers"));
  const authorize = hubFunction(stack, hub, {
    name: authorizeFunction,
    description: "Turns an API key or an access token into a caller",
    timeoutSeconds: timeouts.authorizer,
    environment: { [variables.jwtIssuers]: JSON.stringify(settings.jwtIssuers) },
  });
  const hubApi = httpApi(stack, settings, authorize);
  defineNotFound(stack, hub, hubApi);
  for (const capability of new Set(registry.map(({ capability }) => capability))) {
    const operations = registry.filter((operation) => operation.capability === capability);
    defineCapability(stack, hub, hubApi, capability, operations);
  }
  const functions = { authorizer: authorize.functionName, workers: defineWorkers(stack, hub) };
  const { apiId } = hubApi.api;
  // Exported even if unused, as in data.ts.
  for (const value of [apiId, functions.authorizer, ...Object.values(functions.workers)]) stack.exportValue(value);
  new CfnOutput(stack, "ApiUrl", { value: hubApi.url });
  if (settings.apiDomain) apiDomain(stack, hubApi, settings.apiDomain);
  return { stack, apiId, functions };
}
