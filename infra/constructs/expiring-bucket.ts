import { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

/** What lies under `prefix` (left out: everything) is deleted after so many days. */
interface Expiry {
  prefix?: string;
  days: number;
}

interface ExpiringBucket {
  logicalId: string;
  expiries: readonly Expiry[];
  /** The customer's own, as the tables'. The bucket keeps a key that was made under it: KMS is asked once in a while, not for each document. */
  encryptionKey: IKey;
  /** Where S3 writes who read or wrote what. */
  accessLogs: IBucket;
  settings: EnvironmentSettings;
}

/** A bucket nobody but the hub's functions reaches, over TLS alone; what lies in it is deleted after some days. */
export function expiringBucket(
  scope: Construct,
  id: string,
  { logicalId, expiries, encryptionKey, accessLogs, settings }: ExpiringBucket,
): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: `${id}/`,
    enforceSSL: true,
    lifecycleRules: expiries.map(({ prefix, days }) => ({
      ...(prefix === undefined ? {} : { prefix }),
      expiration: Duration.days(days),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })),
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(bucket, logicalId);
  return bucket;
}
