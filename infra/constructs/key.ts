import { Key, type KeyProps, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";
import { pinLogicalId, removalPolicy } from "./retention.ts";

interface HubKey {
  logicalId: string;
  description: string;
  settings: EnvironmentSettings;
}

/** A customer-managed key that rotates every year. */
export const hubKey = (scope: Construct, id: string, props: HubKey): Key =>
  keyWith(scope, id, props, { enableKeyRotation: true });

/** A key that makes MACs. It never rotates, because the hub finds rows by their MACs. */
export const hubMacKey = (scope: Construct, id: string, props: HubKey): Key =>
  keyWith(scope, id, props, { keySpec: KeySpec.HMAC_256, keyUsage: KeyUsage.GENERATE_VERIFY_MAC });

function keyWith(scope: Construct, id: string, { logicalId, description, settings }: HubKey, props: KeyProps): Key {
  const key = new Key(scope, id, {
    ...props,
    description: `PhoneHub ${settings.name}: ${description}`,
    removalPolicy: removalPolicy(settings),
  });
  pinLogicalId(key, logicalId);
  return key;
}
