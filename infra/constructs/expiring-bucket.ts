import { Duration, Validations } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId } from "./logical-id.ts";
import { removalPolicy } from "./removal-policy.ts";

/** A bucket nobody but the hub's functions reaches, over TLS alone; what lies in it is deleted after so many days. */
export function expiringBucket(
  scope: Construct,
  id: string,
  { logicalId, days, settings }: { logicalId: string; days: number; settings: EnvironmentSettings },
): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(bucket, logicalId);
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "Only the hub's functions read it, and who asked for a document stands in the audit log.",
  });
  return bucket;
}
