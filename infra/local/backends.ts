import { join } from "node:path";
import { type LocalNetwork, loopback } from "@phonehub/simulators/local-network";
import { hour, second } from "../../shared/kernel/durations.ts";
import { startDynoxide } from "./dynamodb/dynoxide.ts";
import { sweepExpired } from "./dynamodb/expiry-sweep.ts";
import { createTable } from "./dynamodb/tables.ts";
import { localSecret } from "./files/private-files.ts";
import { createKeyRing } from "./kms/keys.ts";
import { startKms } from "./kms/kms-server.ts";
import type { AwsEndpoints } from "./lambda/function-settings.ts";
import { type AwsCall, awsJsonClient } from "./network/aws-json-client.ts";
import { type QueueServer, startQueueServer } from "./queues-and-files/fauxqs.ts";
import { createBucket, createQueue } from "./queues-and-files/queues.ts";
import type { Deployment } from "./template/deployment.ts";

/** A sweep reads every table completely, so it runs rarely. AWS takes days to delete expired rows. */
const sweepEveryMs = hour;
const firstSweepMs = 20 * second;

export interface BackendOptions {
  dynamodbEndpoint?: string;
  dataDir?: string;
  network: LocalNetwork;
  /** The port of SQS and S3. 0: any free port. */
  queuePort: number;
  /** The visibility timeout of every queue. Default: the template's. */
  visibilitySeconds?: number;
  fetchDir: string;
}

export interface Backends {
  endpoints: AwsEndpoints;
  queueServer: QueueServer;
  sqs: AwsCall;
  /** Calls DynamoDB. `streams` calls its streams. */
  database: AwsCall;
  streams: AwsCall;
  close: () => Promise<void>;
}

/** Starts DynamoDB, SQS, S3 and KMS, and creates the template's tables, queues, buckets and keys in them. */
export async function startBackends(deployment: Deployment, options: BackendOptions): Promise<Backends> {
  const inDataDir = (name: string) => (options.dataDir ? join(options.dataDir, name) : undefined);
  const keys = createKeyRing(
    deployment.resources("AWS::KMS::Key"),
    deployment.resources("AWS::KMS::Alias"),
    localSecret(inDataDir("kms-master-secret")),
  );
  const dbPath = inDataDir("dynamodb.sqlite");
  const starting = [
    options.dynamodbEndpoint
      ? { endpoint: options.dynamodbEndpoint, close: async () => undefined }
      : startDynoxide({ fetchDir: options.fetchDir, ...(dbPath ? { dbPath } : {}) }),
    startQueueServer({
      port: options.queuePort,
      network: options.network,
      ...(options.dataDir ? { dataDir: options.dataDir } : {}),
    }),
    // Only the functions call KMS, so it listens on loopback only.
    startKms(keys, { network: { ...options.network, bind: loopback().bind } }),
  ] as const;
  const started = await Promise.allSettled(starting);
  const closeAll = async () => {
    await Promise.all(started.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)));
  };
  const [dynamodb, queueServer, kms] = await Promise.all(starting).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });

  const sqs = awsJsonClient(queueServer.endpoint, "sqs", "AmazonSQS");
  const database = awsJsonClient(dynamodb.endpoint, "dynamodb", "DynamoDB_20120810");
  const queues = deployment
    .resources("AWS::SQS::Queue")
    .map((queue) => createQueue(sqs, queue, options.visibilitySeconds));
  const buckets = deployment.resources("AWS::S3::Bucket").map((bucket) => createBucket(queueServer.endpoint, bucket));
  const tables = await Promise.all(
    deployment
      .resources("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
      .map((table) => createTable(database, table)),
  );
  await Promise.all([...queues, ...buckets]);

  let sweeping: Promise<unknown> = Promise.resolve();
  const sweepNow = () => {
    sweeping = Promise.all(tables.map((table) => sweepExpired(database, table))).catch(() => undefined);
  };
  const sweeps = [setTimeout(sweepNow, firstSweepMs), setInterval(sweepNow, sweepEveryMs)];

  return {
    endpoints: {
      fallback: kms.url,
      dynamodb: dynamodb.endpoint,
      sqs: queueServer.endpoint,
      s3: queueServer.endpoint,
      kms: kms.url,
    },
    queueServer,
    sqs,
    database,
    streams: awsJsonClient(dynamodb.endpoint, "dynamodb", "DynamoDBStreams_20120810"),
    async close() {
      for (const timer of sweeps) clearInterval(timer);
      await sweeping;
      await closeAll();
    },
  };
}
