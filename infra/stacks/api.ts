import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import { registry } from "../../shared/api/registry.ts";
import { variables } from "../../shared/config.ts";
import { httpApi } from "../constructs/http-api.ts";
import { type Hub, hubFunction } from "../constructs/hub-function.ts";
import { authorizeFunction, timeouts } from "../functions.ts";
import { defineCapability } from "./capability.ts";
import { defineNotFound } from "./not-found.ts";
import { stackProps } from "./stack-props.ts";
import type { WebhookUrls } from "./webhooks.ts";
import { defineWorkers } from "./workers.ts";

/** The HTTP API, a nested stack per capability (a template holds 500 resources at most), and the workers. */
export function defineApi(app: App, hub: Hub & { webhookUrls: WebhookUrls }): { stack: Stack } {
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
  defineWorkers(stack, hub);
  new CfnOutput(stack, "ApiUrl", { value: hubApi.url });
  return { stack };
}
