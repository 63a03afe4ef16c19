import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { clientSettings } from "./aws-environment.ts";
import type { DeployedStacks, TemplateResource } from "./deployed-stacks.ts";

const TableProperties = z.object({
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
});
const QueueProperties = z.object({ RedrivePolicy: z.object({ maxReceiveCount: z.number() }).loose().optional() });

/**
 * The emulator's CloudFormation drops some settings of a template. This compares both, sets the missing ones by AWS calls, and returns a
 * line for each. On AWS the list would be empty.
 */
export async function restoreDroppedSettings(endpoint: string, stacks: DeployedStacks): Promise<string[]> {
  const resources = await stacks.templateResources("PhoneHub-dev-Data");
  const dynamodb = new DynamoDBClient(clientSettings(endpoint));
  const sqs = new SQSClient(clientSettings(endpoint));
  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);
  const restored: string[] = [];
  for (const table of ofType("AWS::DynamoDB::Table")) restored.push(...(await restoreTable(dynamodb, table)));
  for (const queue of ofType("AWS::SQS::Queue"))
    restored.push(...(await restoreRedrive(sqs, queue, ofType("AWS::SQS::Queue"))));
  return restored;
}

async function restoreTable(dynamodb: DynamoDBClient, { physicalId, Properties }: TemplateResource): Promise<string[]> {
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification } = TableProperties.parse(Properties);
  const TableName = physicalId;
  const restored: string[] = [];
  const ttl = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveSpecification && ttl.TimeToLiveDescription?.TimeToLiveStatus !== "ENABLED") {
    await dynamodb.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    restored.push(`time to live of ${physicalId}`);
  }
  const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
  const { PointInTimeRecoveryDescription: recovery } = backups.ContinuousBackupsDescription ?? {};
  if (PointInTimeRecoverySpecification && recovery?.PointInTimeRecoveryStatus !== "ENABLED") {
    await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    restored.push(`point-in-time recovery of ${physicalId}`);
  }
  return restored;
}

async function restoreRedrive(
  sqs: SQSClient,
  { physicalId, Properties }: TemplateResource,
  queues: readonly TemplateResource[],
): Promise<string[]> {
  const { RedrivePolicy } = QueueProperties.parse(Properties);
  const attributesOf = async (QueueUrl: string) =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))).Attributes ?? {};
  if (!RedrivePolicy || (await attributesOf(physicalId)).RedrivePolicy) return [];
  const deadLetters = queues.find((queue) => queue.physicalId.includes(deadLettersOf(RedrivePolicy)));
  if (!deadLetters) throw new Error(`The template has no DLQ of ${physicalId}.`);
  const { QueueArn: deadLetterTargetArn } = await attributesOf(deadLetters.physicalId);
  const { maxReceiveCount } = RedrivePolicy;
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: physicalId,
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }) },
    }),
  );
  return [`redrive policy of ${physicalId}`];
}

/** The logical id in `{ "Fn::GetAtt": ["…", "Arn"] }`, which is part of a queue's name in the emulator. */
const deadLettersOf = (policy: Record<string, unknown>): string =>
  z.object({ deadLetterTargetArn: z.object({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) }) }).parse(policy)
    .deadLetterTargetArn["Fn::GetAtt"][0];
