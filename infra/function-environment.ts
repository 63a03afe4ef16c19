import packageJson from "../package.json" with { type: "json" };
import type { FunctionName } from "../shared/api/registry.ts";
import { eraserQueueVariables, queueVariables, tableVariables, variables } from "../shared/kernel/config.ts";
import type { Data } from "./constructs/data.ts";
import type { EnvironmentSettings } from "./environments.ts";
import { sendingFunctions } from "./functions.ts";
import { eraserNames, grantedTables } from "./grants/grant-statements.ts";
import type { Grants } from "./grants/grants.ts";

/** The environment variables that follow from a function's grants. shared/kernel/config.ts reads them. */
export const environmentOf = (
  grants: Grants,
  { tables, keys, queues, eraserQueues, exportsBucket, recipientsBucket }: Data,
  settings: EnvironmentSettings,
) => ({
  [variables.environment]: settings.name,
  [variables.version]: packageJson.version,
  [variables.logLevel]: settings.logLevel,
  ...Object.fromEntries(grantedTables(grants).map((name) => [tableVariables[name], tables[name].name])),
  ...(grants.dispatchQueue && { [queueVariables.dispatch]: queues.dispatch.queue.queueUrl }),
  ...(grants.jobsQueue && { [queueVariables.jobs]: queues.jobs.queue.queueUrl }),
  ...(grants.eraserQueues &&
    Object.fromEntries(eraserNames.map((name) => [eraserQueueVariables[name], eraserQueues[name].queueUrl]))),
  ...(grants.batchesQueue && { [queueVariables.batches]: queues.batches.queue.queueUrl }),
  ...(grants.rangesQueue && { [queueVariables.ranges]: queues.ranges.queue.queueUrl }),
  ...(grants.recipients && { [variables.recipientsBucket]: recipientsBucket.bucketName }),
  ...(grants.exports && { [variables.exportsBucket]: exportsBucket.bucketName }),
  ...(grants.numberHash && { [variables.numberHashKey]: keys.numberHash.keyArn }),
  ...(grants.codePepper && { [variables.codePepper]: keys.codePepper.keyArn }),
  ...(grants.credentials && { [variables.credentialsKey]: keys.credentials.keyArn }),
  ...(settings.twilioBaseUrl && { [variables.twilioBaseUrl]: settings.twilioBaseUrl }),
});

/** The public base URLs of the webhook functions, without a trailing slash. */
export interface WebhookUrls {
  inboundMessage: string;
  messageStatus: string;
}

/** The public webhook URLs, for functions that give them to a provider or show them. */
export const webhookUrlVariables = (name: FunctionName, { messageStatus, inboundMessage }: WebhookUrls) => {
  const status = { [variables.messageStatusUrl]: messageStatus };
  if (name.startsWith("provider-configs/")) return { ...status, [variables.inboundMessageUrl]: inboundMessage };
  return sendingFunctions.includes(name) ? status : {};
};
