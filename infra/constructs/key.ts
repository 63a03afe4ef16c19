import { Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId } from "./logical-id.ts";
import { removalPolicy } from "./removal-policy.ts";

/** A customer-managed key that rotates every year. */
export function hubKey(
  scope: Construct,
  id: string,
  { logicalId, description, settings }: { logicalId: string; description: string; settings: EnvironmentSettings },
): Key {
  const key = new Key(scope, id, {
    description: `PhoneHub ${settings.name}: ${description}`,
    enableKeyRotation: true,
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(key, logicalId);
  return key;
}
