import { ListBucketsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { newUpdate } from "../../shared/aws/update-expression.ts";
import { rangesFolder } from "../../shared/batches/lists/recipient-file.ts";
import { eventually, type HubConnection, type TestTenant } from "../support/hub/hub-connection.ts";
import { getBatch } from "./batch-client.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * What tests of batches need of a hub beyond its API: its files, queues and rows, and the number of messages that the provider accepted.
 */
export const batchWorld = ({ running, simulator, tables, newQuietTenant }: HubConnection) => {
  const aws = {
    endpoint: running.sqsEndpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
  const sqs = new SQSClient(aws);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });

  /** Every file of a tenant, in all buckets. */
  const filesOf = async (tenantId: string): Promise<{ Bucket: string; Key: string }[]> => {
    const found: { Bucket: string; Key: string }[] = [];
    for (const { Name: Bucket = "" } of (await s3.send(new ListBucketsCommand())).Buckets ?? [])
      for (const Prefix of [tenantId, `${rangesFolder}${tenantId}`]) {
        const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
        found.push(...Contents.map(({ Key = "" }) => ({ Bucket, Key })));
      }
    return found;
  };

  /** Queues a task, as if SQS delivered it again. */
  const enqueue = (queue: "dispatch" | "ranges" | "batches-queue", task: object) =>
    sqs.send(new SendMessageCommand({ QueueUrl: running.queues[queue], MessageBody: JSON.stringify(task) }));

  const write = async (row: { TableName: string | undefined; Key: Values }, values: Values): Promise<void> => {
    const update = newUpdate();
    for (const [name, value] of Object.entries(values)) update.set(name, value);
    update.condition("attribute_exists(pk)");
    await tables.send(new UpdateCommand({ ...row, ...update.input() }));
  };
  /** Writes values into a batch's row, without the hub's own conditions. */
  const writeRow = (tenant: TestTenant, id: string, values: Values) =>
    write({ TableName: running.tables.batches, Key: { pk: `${tenant.id}#${id}`, sk: "batch" } }, values);
  /** Writes values into the row of the tenant's configuration. */
  const writeConfig = (tenant: TestTenant, values: Values) =>
    write({ TableName: running.tables.providerConfigs, Key: { pk: tenant.id, sk: tenant.config.id } }, values);

  /** A tenant whose batches send this many messages per second. */
  const paced = (messagesPerSecond: number) => newQuietTenant({}, () => ({ messagesPerSecond }));

  /** The number of the tenant's messages that the provider accepted. */
  const countOf = (tenant: TestTenant) => simulator.count({ accountSid: tenant.twilio.accountSid });
  const sentOf = async (tenant: TestTenant) => (await countOf(tenant)).total;
  const untilSent = (tenant: TestTenant, expected: number) =>
    eventually(
      () => sentOf(tenant),
      (sent) => sent >= expected,
    );

  /** Pauses a batch, waits until every send under way is counted, and returns the number of messages that the provider accepted. */
  const pauseBatch = async (tenant: TestTenant, id: string): Promise<number> => {
    const { body } = await tenant.api.post(`/v1/message-batches/${id}/pause`);
    if (body.status !== "paused") throw new Error(`The batch is ${body.status}.`);
    // A wave that was being prepared is still sent.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { sent } = await eventually(
      async () => ({ sent: await sentOf(tenant), counts: (await getBatch(tenant.api, id)).counts }),
      ({ sent, counts }) => counts.accepted === sent,
    );
    return sent;
  };

  const untilStatus = (tenant: TestTenant, id: string, expected: string) =>
    eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === expected,
    );

  /** The events about the ends of a tenant's batches. */
  const endEvents = async (tenant: TestTenant): Promise<{ type: string; data: object }[]> =>
    (await tenant.api.get("/v1/events?type=batch.completed,batch.canceled,batch.failed")).body.items;

  return {
    ...{ s3, filesOf, enqueue, writeRow, writeConfig, newQuietTenant, paced, countOf, sentOf, untilSent },
    ...{ pauseBatch, untilStatus, endEvents },
  };
};
