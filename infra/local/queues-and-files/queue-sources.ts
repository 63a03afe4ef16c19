import * as z from "zod";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { AwsCall } from "../network/aws-json-client.ts";
import type { Deployment } from "../template/deployment.ts";
import { startQueueSource } from "./event-source.ts";

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.coerce.boolean().default(true),
  BatchSize: z.coerce.number().default(10),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().optional() }).optional(),
});

/** Lambda starts with five concurrent batches per queue. More would only overload one machine. */
const defaultConcurrency = 5;

/** Starts a poller for each event source mapping of the template. */
export function startQueueSources(
  deployment: Deployment,
  sqs: AwsCall,
  host: FunctionHost,
): { close: () => Promise<void> } {
  const queueUrls = new Map(
    deployment.resources("AWS::SQS::Queue").map((queue) => [queue.attribute("Arn"), queue.ref()] as const),
  );
  const sources = deployment.resources("AWS::Lambda::EventSourceMapping").flatMap((resource) => {
    const mapping = Mapping.parse(resource.properties());
    const queueUrl = queueUrls.get(mapping.EventSourceArn);
    if (!mapping.Enabled || mapping.EventSourceArn.startsWith("arn:aws:dynamodb:")) return [];
    if (!queueUrl) throw new Error(`${resource.key}: this template has no queue ${mapping.EventSourceArn}.`);
    const source = {
      queueUrl,
      queueArn: mapping.EventSourceArn,
      functionName: mapping.FunctionName,
      batchSize: mapping.BatchSize,
      reportsItemFailures: mapping.FunctionResponseTypes.includes("ReportBatchItemFailures"),
      maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? defaultConcurrency,
    };
    return [startQueueSource(source, sqs, host)];
  });
  return {
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}
