import type { App } from "aws-cdk-lib";
import type { FunctionCode } from "./constructs/hub-function.ts";
import { type EnvironmentSettings, validateSettings } from "./environments.ts";
import { defineApi } from "./stacks/api.ts";
import { defineData } from "./stacks/data.ts";
import { defineOperations } from "./stacks/operations.ts";
import { defineWebhooks } from "./stacks/webhooks.ts";

/**
 * The stacks of one environment, in the order of their deployment: the data that must outlive every release, the public webhook URLs, the
 * API whose functions give those URLs to providers, and the alarms and dashboard. Throws if the settings contradict each other.
 */
export function definePhoneHub(app: App, settings: EnvironmentSettings, code: FunctionCode) {
  validateSettings(settings);
  const data = defineData(app, settings);
  const webhooks = defineWebhooks(app, { settings, code, data });
  const api = defineApi(app, { settings, code, data, webhookUrls: webhooks.urls });
  webhooks.stack.addStackDependency(data.stack);
  api.stack.addStackDependency(webhooks.stack);
  if (settings.alarms || settings.dashboard) {
    const { authorizer, workers } = api.functions;
    const operations = defineOperations(app, {
      settings,
      apiId: api.apiId,
      queues: data.queues,
      eraserQueues: data.eraserQueues,
      functions: { authorizer, unattended: { ...webhooks.functions, ...workers } },
    });
    operations.addStackDependency(api.stack);
  }
  return { data, webhooks, api };
}
