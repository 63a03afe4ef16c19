import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { type KeyRing, KmsError, type KmsKey } from "./keys.ts";

export type EncryptionContext = Record<string, string>;

const version = 1;
const ivLength = 12;
const tagLength = 16;

/** The context's bytes, sorted by key: KMS binds the context by content, not by order. */
const canonical = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))));

/** The blob: version, key id (with its length), IV, tag, AES-256-GCM ciphertext. It authenticates the context, but does not contain it. */
export function seal(key: KmsKey, plaintext: Buffer, context: EncryptionContext): Buffer {
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv("aes-256-gcm", key.material, iv).setAAD(canonical(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(key.id);
  return Buffer.concat([Buffer.from([version, id.length]), id, iv, cipher.getAuthTag(), sealed]);
}

/** Throws InvalidCiphertextException for a changed blob and for another context, as KMS does. */
export function open(keys: KeyRing, blob: Buffer, context: EncryptionContext): { key: KmsKey; plaintext: Buffer } {
  const idLength = blob[1] ?? 0;
  const ivStart = 2 + idLength;
  if (blob[0] !== version || blob.length < ivStart + ivLength + tagLength) throw invalid();
  const key = keys.usable(blob.subarray(2, ivStart).toString(), "ENCRYPT_DECRYPT");
  const tagStart = ivStart + ivLength;
  const decipher = createDecipheriv("aes-256-gcm", key.material, blob.subarray(ivStart, tagStart))
    .setAAD(canonical(context))
    .setAuthTag(blob.subarray(tagStart, tagStart + tagLength));
  try {
    return { key, plaintext: Buffer.concat([decipher.update(blob.subarray(tagStart + tagLength)), decipher.final()]) };
  } catch {
    throw invalid();
  }
}

const invalid = () => new KmsError("InvalidCiphertextException", "");
