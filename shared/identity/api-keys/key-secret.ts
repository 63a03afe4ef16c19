import { createHash, randomBytes } from "node:crypto";
import type { KeyMode } from "../../kernel/ids.ts";

const pattern = /^(phk_(?:live|test)_[A-Za-z0-9_-]{32})([A-Za-z0-9_-]{6})$/;

/** `phk_live_` or `phk_test_`, 192 random bits, and a checksum over both: text that is no key costs no read. */
export const newKeySecret = (mode: KeyMode): string => {
  const text = `phk_${mode}_${randomBytes(24).toString("base64url")}`;
  return text + checksumOf(text);
};

/** Whether the text was once made by newKeySecret, or could have been; whether the key still counts only its row can tell. */
export const isKeySecret = (text: string): boolean => {
  const [, body, checksum] = pattern.exec(text) ?? [];
  return body !== undefined && checksumOf(body) === checksum;
};

/** What is stored instead of the key. Its 192 random bits need no slow hash. */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** `phk_live_` and four characters: tells keys apart and leaves 168 bits to guess. */
export const prefixOfSecret = (secret: string): string => secret.slice(0, 13);

const checksumOf = (text: string): string =>
  createHash("sha256").update(text).digest().subarray(0, 4).toString("base64url");
