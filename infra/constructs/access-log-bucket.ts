import { Duration, type Stack } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

/** S3 may write its logs by the bucket's policy. Without it CDK would open the bucket by an ACL, as was usual once. */
const byPolicy = "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy";

/**
 * Where S3 writes who read or wrote what in the other buckets: names of documents, which hold ids and no numbers. Made before anything else of
 * its stack. S3 delivers its logs to no bucket that is encrypted with a key of the customer's own.
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
