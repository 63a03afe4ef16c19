import { createHash, randomBytes } from "node:crypto";
import type { KeyMode } from "../../kernel/ids.ts";

const pattern = /^(phk_(?:live|test)_[A-Za-z0-9_-]{32})([A-Za-z0-9_-]{6})$/;

/**
 * `phk_live_` or `phk_test_`, 192 random bits, and a checksum over both. Thanks to the checksum, a text that is not a key costs no read.
 */
export const newKeySecret = (mode: KeyMode): string => {
  const text = `phk_${mode}_${randomBytes(24).toString("base64url")}`;
  return text + checksumOf(text);
};

/** True if the text has the form of a key and its checksum is right. Only the key's row shows whether the key is valid. */
export const isKeySecret = (text: string): boolean => {
  const [, body, checksum] = pattern.exec(text) ?? [];
  return body !== undefined && checksumOf(body) === checksum;
};

/** The hub stores this hash instead of the secret. A fast hash is enough for 192 random bits. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** `phk_live_` or `phk_test_` and four characters, to distinguish keys. It leaves 168 bits secret. */
export const prefixOfSecret = (secret: string): string => secret.slice(0, 13);

const checksumOf = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 4).toString("base64url");
