import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The ending of the file that an interrupted write leaves behind. */
export const unfinished = ".unfinished";

/** Writes a file that only its owner can read. If the process is killed, the file has its old or its new content, never half of it. */
export function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}${unfinished}`, content, { mode: 0o600 });
  renameSync(`${file}${unfinished}`, file);
}

/**
 * A secret of 32 bytes. With `file` (which only its owner can read) the secret outlives this process, as does the data that it protects.
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
