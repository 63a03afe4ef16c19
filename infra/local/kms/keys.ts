import { hkdfSync } from "node:crypto";
import * as z from "zod";
import type { DeployedResource } from "../template/deployment.ts";

/** An error of KMS. `code` is its name in KMS's API reference. */
export class KmsError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const KeyProperties = z.object({
  Enabled: z.coerce.boolean().default(true),
  KeyUsage: z.string().default("ENCRYPT_DECRYPT"),
  KeySpec: z.string().default("SYMMETRIC_DEFAULT"),
});
const AliasProperties = z.object({ TargetKeyId: z.string() });

export interface KmsKey {
  id: string;
  arn: string;
  enabled: boolean;
  usage: string;
  spec: string;
  /** Derived from the master secret and the key's id, so only the master secret needs storing. */
  material: Buffer;
}

export interface KeyRing {
  /** Finds a key by key id, key ARN, alias name or alias ARN. Throws unless it is enabled and has this usage. */
  usable: (keyId: string, usage: string) => KmsKey;
  find: (keyId: string) => KmsKey;
}

export function createKeyRing(keys: DeployedResource[], aliases: DeployedResource[], masterSecret: Buffer): KeyRing {
  const byName = new Map<string, KmsKey>();
  for (const resource of keys) {
    const { Enabled, KeyUsage, KeySpec } = KeyProperties.parse(resource.properties());
    const id = resource.ref();
    const arn = resource.attribute("Arn");
    const material = Buffer.from(hkdfSync("sha256", masterSecret, id, KeyUsage, 32));
    const key: KmsKey = { id, arn, enabled: Enabled, usage: KeyUsage, spec: KeySpec, material };
    byName.set(id, key).set(arn, key);
  }
  for (const resource of aliases) {
    const target = byName.get(AliasProperties.parse(resource.properties()).TargetKeyId);
    if (target) byName.set(resource.name, target).set(target.arn.replace(/key\/.*$/, resource.name), target);
  }

  function find(keyId: string): KmsKey {
    const key = byName.get(keyId);
    if (!key) throw new KmsError("NotFoundException", `Key '${keyId}' does not exist`);
    return key;
  }

  return {
    find,
    usable(keyId, usage) {
      const key = find(keyId);
      if (!key.enabled) throw new KmsError("DisabledException", `${key.arn} is disabled.`);
      if (key.usage !== usage) {
        throw new KmsError("InvalidKeyUsageException", `${key.arn} key usage is ${key.usage} which is not valid here.`);
      }
      return key;
    },
  };
}
