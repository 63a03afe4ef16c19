import * as z from "zod";
import type { AwsCall } from "../network/aws-json-client.ts";
import type { DeployedResource } from "../template/deployment.ts";

/** The queue properties that CreateQueue takes under the same name, as text. */
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

/** Creates a queue. `visibilitySeconds` replaces the template's value. */
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

/** Creates a bucket, by a PUT of its name. The queue server serves S3, too. */
export async function createBucket(endpoint: string, resource: DeployedResource): Promise<void> {
  const response = await fetch(`${endpoint}/${resource.ref()}`, { method: "PUT" });
  if (!response.ok) throw new Error(`Cannot create the bucket ${resource.ref()}: ${await response.text()}`);
}
