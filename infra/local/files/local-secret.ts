import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { writeWhole } from "./whole-file.ts";

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
