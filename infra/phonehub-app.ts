import type { App } from "aws-cdk-lib";
import { type EnvironmentSettings, validateSettings } from "./environments.ts";
import type { FunctionCode } from "./function-code.ts";
import { defineApi } from "./stacks/api.ts";
import { defineData } from "./stacks/data.ts";
import { defineWebhooks } from "./stacks/webhooks.ts";

/**
 * One environment's stacks, in the order they are deployed: what must outlive every release, the public webhook URLs, then the
 * API whose functions hand those URLs to providers. Throws where the settings contradict each other.
 */
export function definePhoneHub(app: App, settings: EnvironmentSettings, code: FunctionCode) {
  validateSettings(settings);
  const data = defineData(app, settings);
  const webhooks = defineWebhooks(app, { settings, code, data });
  const api = defineApi(app, { settings, code, data, webhookUrls: webhooks.urls });
  webhooks.stack.addStackDependency(data.stack);
  api.stack.addStackDependency(webhooks.stack);
  return { data, webhooks, api };
}
