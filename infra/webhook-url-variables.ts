import type { FunctionName } from "../shared/api/registry.ts";
import { variables } from "../shared/kernel/config.ts";
import { sendingFunctions } from "./functions.ts";
import type { WebhookUrls } from "./stacks/webhooks.ts";

/** The public webhook URLs, for those functions that hand them to a provider or show them. */
export const webhookUrlVariables = (name: FunctionName, { messageStatus, inboundMessage }: WebhookUrls) => {
  const status = { [variables.messageStatusUrl]: messageStatus };
  if (name.startsWith("provider-configs/")) return { ...status, [variables.inboundMessageUrl]: inboundMessage };
  return sendingFunctions.includes(name) ? status : {};
};
