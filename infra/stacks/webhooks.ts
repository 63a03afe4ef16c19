import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import type { FunctionName } from "../../shared/api/registry.ts";
import { variables } from "../../shared/kernel/config.ts";
import { type Hub, hubFunction } from "../constructs/hub-function.ts";
import { webhookUrl } from "../constructs/webhook-url.ts";
import { stackProps } from "../environments.ts";
import type { WebhookUrls } from "../function-environment.ts";
import { timeouts } from "../functions.ts";

export interface Webhooks {
  stack: Stack;
  urls: WebhookUrls;
  /** The functions' names in AWS. */
  functions: Record<string, string>;
}

/** The functions that providers call. A stack of its own, because the API's functions need these URLs. */
export function defineWebhooks(app: App, hub: Hub): Webhooks {
  const { settings } = hub;
  const stack = new Stack(
    app,
    `PhoneHub-${settings.name}-Webhooks`,
    stackProps(settings, "the URLs that providers call"),
  );

  const functions: Record<string, string> = {};
  const webhook = (name: FunctionName, description: string, logicalId: string, domain: string | undefined): string => {
    // A function cannot get its own Function URL from a variable: that would be a cycle. It takes the domain that Lambda reports.
    const environment: Record<string, string> = domain ? { [variables.ownWebhookBaseUrl]: domain } : {};
    const handler = hubFunction(stack, hub, { name, description, timeoutSeconds: timeouts.webhook, environment });
    functions[name] = handler.functionName;
    const functionUrl = webhookUrl(handler, logicalId);
    return domain ?? functionUrl;
  };
  const { inboundMessage, messageStatus } = settings.webhookBaseUrls ?? {};
  const urls = {
    inboundMessage: webhook(
      "webhooks/inbound-message",
      "Receives a message that a provider passes on",
      "InboundMessage",
      inboundMessage,
    ),
    messageStatus: webhook(
      "webhooks/message-status",
      "Receives a status that a provider reports",
      "MessageStatus",
      messageStatus,
    ),
  };
  new CfnOutput(stack, "InboundMessageWebhookUrl", { value: urls.inboundMessage });
  new CfnOutput(stack, "MessageStatusWebhookUrl", { value: urls.messageStatus });
  // Exported even if unused, as in data.ts.
  for (const name of Object.values(functions)) stack.exportValue(name);
  return { stack, urls, functions };
}
