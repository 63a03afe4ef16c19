import * as z from "zod";
import type { AwsCall } from "../network/aws-json-client.ts";
import type { DeployedResource } from "../template/deployment.ts";

/** Queue properties that CreateQueue takes by the same name, as text. */
const attributeNames = [
  "VisibilityTimeout",
  "DelaySeconds",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "FifoQueue",
  "ContentBasedDeduplication",
] as const;

const QueueProperties = z.looseObject({
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
});

/** `visibilitySeconds`: in place of the template's. */
export async function createQueue(
  call: AwsCall,
  resource: DeployedResource,
  visibilitySeconds?: number,
): Promise<void> {
  const properties = QueueProperties.parse(resource.properties());
  const attributes: Record<string, string> = {};
  for (const name of attributeNames) {
    if (properties[name] !== undefined) attributes[name] = String(properties[name]);
  }
  if (visibilitySeconds !== undefined) attributes.VisibilityTimeout = String(visibilitySeconds);
  if (properties.RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(properties.RedrivePolicy);
  await call("CreateQueue", { QueueName: resource.name, Attributes: attributes });
}

/** S3 is served by the same server; a bucket is made by a PUT of its name. */
export async function createBucket(endpoint: string, resource: DeployedResource): Promise<void> {
  const response = await fetch(`${endpoint}/${resource.ref()}`, { method: "PUT" });
  if (!response.ok) throw new Error(`The bucket ${resource.ref()} could not be made: ${await response.text()}`);
}
