import { Duration, Validations } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId } from "./logical-id.ts";
import { removalPolicy } from "./removal-policy.ts";

/** What lies under `prefix` (left out: everything) is deleted after so many days. */
interface Expiry {
  prefix?: string;
  days: number;
}

/** A bucket nobody but the hub's functions reaches, over TLS alone; what lies in it is deleted after some days. */
export function expiringBucket(
  scope: Construct,
  id: string,
  { logicalId, expiries, settings }: { logicalId: string; expiries: readonly Expiry[]; settings: EnvironmentSettings },
): Bucket {
  const bucket = new Bucket(scope, id, {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    lifecycleRules: expiries.map(({ prefix, days }) => ({
      ...(prefix === undefined ? {} : { prefix }),
      expiration: Duration.days(days),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })),
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(bucket, logicalId);
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "Only the hub's functions read it, and who asked for a document stands in the audit log.",
  });
  return bucket;
}
