import { Duration, type Stack } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

/** Lets S3 write its logs by the bucket's policy. Without this flag CDK would allow it by an ACL, the old way. */
const byPolicy = "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy";

/**
 * The bucket to which S3 logs every access to the other buckets. The logs name documents by their ids, never by numbers. Define it
 * before everything else of its stack. S3 cannot deliver logs to a bucket that is encrypted with a customer-managed key.
 */
export function accessLogBucket(stack: Stack, settings: EnvironmentSettings): Bucket {
  stack.node.setContext(byPolicy, true);
  const bucket = new Bucket(stack, "access-logs", {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(bucket, "AccessLogsBucket");
  return bucket;
}
