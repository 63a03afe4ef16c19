import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A secret of 32 bytes: kept in `file` (readable by its owner alone) so that what it protects outlives this process, or
 * without a file gone with the process.
 */
export function localSecret(file?: string): Buffer {
  if (!file) return randomBytes(32);
  try {
    return readFileSync(file);
  } catch {
    const secret = randomBytes(32);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, secret, { mode: 0o600 });
    return secret;
  }
}
