import { type App, CfnOutput, Stack } from "aws-cdk-lib";
import { batchFilesKeptDays, exportsKeptDays, rangesKeptDays } from "../../shared/api/sizes.ts";
import { rangesFolder } from "../../shared/batches/lists/recipient-file.ts";
import type { TableName } from "../../shared/kernel/config.ts";
import { accessLogBucket } from "../constructs/access-log-bucket.ts";
import type { Data } from "../constructs/data.ts";
import { expiringBucket } from "../constructs/expiring-bucket.ts";
import { hubKey, hubMacKey } from "../constructs/key.ts";
import { queueSharingDlq, queueWithDlq } from "../constructs/queue-with-dlq.ts";
import { hubTable } from "../constructs/table.ts";
import { type EnvironmentSettings, stackProps } from "../environments.ts";
import { timeouts } from "../functions.ts";
import { tableShapes } from "./tables.ts";

/** The data that must outlive every release: tables, keys, queues with unfinished tasks, and buckets. */
export function defineData(app: App, settings: EnvironmentSettings): Data {
  const stack = new Stack(app, `PhoneHub-${settings.name}-Data`, stackProps(settings, "tables, keys and queues"));
  const accessLogs = accessLogBucket(stack, settings);
  const keys = {
    data: hubKey(stack, "data-key", {
      logicalId: "DataKey",
      description: "encrypts the tables and the buckets",
      settings,
    }),
    credentials: hubKey(stack, "credentials-key", {
      logicalId: "CredentialsKey",
      description: "encrypts the tenants' provider credentials",
      settings,
    }),
    numberHash: hubMacKey(stack, "number-hash-key", {
      logicalId: "NumberHashKey",
      description: "hashes numbers, and makes ids of idempotency keys",
      settings,
    }),
    codePepper: hubMacKey(stack, "code-pepper-key", {
      logicalId: "CodePepperKey",
      description: "makes the MACs of verification codes",
      settings,
    }),
  };
  const table = (name: TableName) => hubTable(stack, name, tableShapes[name], { encryptionKey: keys.data, settings });
  const tables = {
    tenants: table("tenants"),
    apiKeys: table("apiKeys"),
    providerConfigs: table("providerConfigs"),
    messages: table("messages"),
    lookups: table("lookups"),
    optOuts: table("optOuts"),
    audit: table("audit"),
    jobs: table("jobs"),
    templates: table("templates"),
    preferences: table("preferences"),
    notifications: table("notifications"),
    batches: table("batches"),
    limits: table("limits"),
    events: table("events"),
    verifications: table("verifications"),
  };
  const queues = {
    dispatch: queueWithDlq(stack, "dispatch", { consumerTimeoutSeconds: timeouts.dispatch }),
    jobs: queueWithDlq(stack, "jobs-queue", { consumerTimeoutSeconds: timeouts.jobs }),
    batches: queueWithDlq(stack, "batches-queue", { consumerTimeoutSeconds: timeouts.planBatch }),
    ranges: queueWithDlq(stack, "ranges", { consumerTimeoutSeconds: timeouts.batchRange }),
  };
  const eraserQueue = (id: string) =>
    queueSharingDlq(stack, id, { deadLetters: queues.jobs.deadLetters, consumerTimeoutSeconds: timeouts.jobs });
  const eraserQueues = {
    batches: eraserQueue("erase-batches"),
    messages: eraserQueue("erase-messages"),
    lookups: eraserQueue("erase-lookups"),
    optOuts: eraserQueue("erase-opt-outs"),
    preferences: eraserQueue("erase-preferences"),
    verifications: eraserQueue("erase-verifications"),
  };
  const exportsBucket = expiringBucket(stack, "exports", {
    logicalId: "ExportsBucket",
    expiries: [{ days: exportsKeptDays }],
    encryptionKey: keys.data,
    accessLogs,
    settings,
  });
  const recipientsBucket = expiringBucket(stack, "recipients", {
    logicalId: "RecipientsBucket",
    expiries: [
      { prefix: "ten_", days: batchFilesKeptDays },
      { prefix: rangesFolder, days: rangesKeptDays },
    ],
    encryptionKey: keys.data,
    accessLogs,
    settings,
  });

  // Exported even if unused. Otherwise CDK would drop an export together with its last use, and CloudFormation refuses to drop it while
  // the importing stack is not updated yet.
  const exported = [
    ...Object.values(tables).flatMap(({ name, arn, streamArn }) => [name, arn, ...(streamArn ? [streamArn] : [])]),
    ...Object.values(keys).map((key) => key.keyArn),
    ...Object.values(queues)
      .flatMap(({ queue, deadLetters }) => [queue, deadLetters])
      .concat(Object.values(eraserQueues))
      .flatMap(({ queueUrl, queueArn, queueName }) => [queueUrl, queueArn, queueName]),
    exportsBucket.bucketName,
    exportsBucket.bucketArn,
    recipientsBucket.bucketName,
    recipientsBucket.bucketArn,
  ];
  for (const value of exported) stack.exportValue(value);

  const output = (id: string, value: string) => new CfnOutput(stack, id, { value });
  output("TenantsTableName", tables.tenants.name);
  output("ApiKeysTableName", tables.apiKeys.name);
  output("ProviderConfigsTableName", tables.providerConfigs.name);
  output("MessagesTableName", tables.messages.name);
  output("LookupsTableName", tables.lookups.name);
  output("OptOutsTableName", tables.optOuts.name);
  output("AuditTableName", tables.audit.name);
  output("JobsTableName", tables.jobs.name);
  output("TemplatesTableName", tables.templates.name);
  output("PreferencesTableName", tables.preferences.name);
  output("NotificationsTableName", tables.notifications.name);
  output("BatchesTableName", tables.batches.name);
  output("LimitsTableName", tables.limits.name);
  output("EventsTableName", tables.events.name);
  output("VerificationsTableName", tables.verifications.name);
  output("CredentialsKeyArn", keys.credentials.keyArn);
  output("DispatchQueueUrl", queues.dispatch.queue.queueUrl);
  output("DispatchDeadLettersUrl", queues.dispatch.deadLetters.queueUrl);
  output("JobsQueueUrl", queues.jobs.queue.queueUrl);
  output("JobsDeadLettersUrl", queues.jobs.deadLetters.queueUrl);
  output("BatchesQueueUrl", queues.batches.queue.queueUrl);
  output("BatchesDeadLettersUrl", queues.batches.deadLetters.queueUrl);
  output("RangesQueueUrl", queues.ranges.queue.queueUrl);
  output("RangesDeadLettersUrl", queues.ranges.deadLetters.queueUrl);
  output("ExportsBucketName", exportsBucket.bucketName);
  output("RecipientsBucketName", recipientsBucket.bucketName);
  return { stack, tables, keys, queues, eraserQueues, exportsBucket, recipientsBucket };
}
