import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** What a write that was cut short leaves behind ends so. */
export const unfinished = ".unfinished";

/** Writes a file that its owner alone may read. Whoever is killed meanwhile leaves the old file or the new one, never half of one. */
export function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}${unfinished}`, content, { mode: 0o600 });
  renameSync(`${file}${unfinished}`, file);
}

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
    writeWhole(file, secret);
    return secret;
  }
}
