import { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

/** S3 deletes the documents under `prefix` (default: all documents) after `days` days. */
interface Expiry {
  prefix?: string;
  days: number;
}

interface ExpiringBucket {
  logicalId: string;
  expiries: readonly Expiry[];
  /** A customer-managed key, as for the tables. S3 derives a bucket key from it, and so calls KMS now and then instead of per document. */
  encryptionKey: IKey;
  /** The bucket to which S3 logs every access. */
  accessLogs: IBucket;
  settings: EnvironmentSettings;
}

/** A bucket that only the hub's functions can reach, only over TLS. S3 deletes its documents after some days. */
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
