import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { accountId } from "../template/pseudo-parameters.ts";
import { open, seal } from "./ciphertext.ts";
import { type KeyRing, KmsError, type KmsKey } from "./keys.ts";

const KeyId = z.string().min(1).max(2048);
const Blob = (maximum: number) =>
  z
    .base64()
    .transform((text) => Buffer.from(text, "base64"))
    .refine((bytes) => bytes.length >= 1 && bytes.length <= maximum, `must have length between 1 and ${maximum}`);
const EncryptionContext = z.record(z.string(), z.string()).default({});
const MacAlgorithm = z.enum(["HMAC_SHA_256"]);
const Message = Blob(4096);

const Encrypt = z.object({ KeyId, Plaintext: Blob(4096), EncryptionContext });
const Decrypt = z.object({ CiphertextBlob: Blob(6144), EncryptionContext, KeyId: KeyId.optional() });
const GenerateDataKey = z.object({
  KeyId,
  EncryptionContext,
  KeySpec: z.enum(["AES_256", "AES_128"]).optional(),
  NumberOfBytes: z.number().int().min(1).max(1024).optional(),
});
const GenerateMac = z.object({ KeyId, Message, MacAlgorithm });
const VerifyMac = z.object({ KeyId, Message, MacAlgorithm, Mac: Blob(6144) });
const DescribeKey = z.object({ KeyId });

/** The supported operations. Each takes a parsed JSON body, and returns KMS's JSON answer. */
export const kmsOperations: Record<string, (keys: KeyRing, input: unknown) => object> = {
  Encrypt(keys, input) {
    const { KeyId, Plaintext, EncryptionContext } = valid(Encrypt, input);
    const key = keys.usable(KeyId, "ENCRYPT_DECRYPT");
    const CiphertextBlob = seal(key, Plaintext, EncryptionContext).toString("base64");
    return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
  },

  Decrypt(keys, input) {
    const { CiphertextBlob, EncryptionContext, KeyId } = valid(Decrypt, input);
    const named = KeyId === undefined ? undefined : keys.usable(KeyId, "ENCRYPT_DECRYPT");
    const { key, plaintext } = open(keys, CiphertextBlob, EncryptionContext);
    if (named && named !== key) {
      throw new KmsError(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
      );
    }
    return { Plaintext: plaintext.toString("base64"), KeyId: key.arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
  },

  GenerateDataKey(keys, input) {
    const { KeyId, EncryptionContext, KeySpec, NumberOfBytes } = valid(GenerateDataKey, input);
    if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
      throw new KmsError("ValidationException", "Please specify either number of bytes or key spec.");
    }
    const key = keys.usable(KeyId, "ENCRYPT_DECRYPT");
    const plaintext = randomBytes(NumberOfBytes ?? (KeySpec === "AES_128" ? 16 : 32));
    const CiphertextBlob = seal(key, plaintext, EncryptionContext).toString("base64");
    return { CiphertextBlob, Plaintext: plaintext.toString("base64"), KeyId: key.arn };
  },

  GenerateMac(keys, input) {
    const { KeyId, Message, MacAlgorithm } = valid(GenerateMac, input);
    const key = keys.usable(KeyId, "GENERATE_VERIFY_MAC");
    return { Mac: mac(key, Message).toString("base64"), KeyId: key.arn, MacAlgorithm };
  },

  VerifyMac(keys, input) {
    const { KeyId, Message, MacAlgorithm, Mac } = valid(VerifyMac, input);
    const key = keys.usable(KeyId, "GENERATE_VERIFY_MAC");
    const expected = mac(key, Message);
    if (expected.length !== Mac.length || !timingSafeEqual(expected, Mac)) {
      throw new KmsError("KMSInvalidMacException", "");
    }
    return { KeyId: key.arn, MacAlgorithm, MacValid: true };
  },

  DescribeKey(keys, input) {
    const key = keys.find(valid(DescribeKey, input).KeyId);
    const state = { Enabled: key.enabled, KeyState: key.enabled ? "Enabled" : "Disabled" };
    return {
      KeyMetadata: {
        ...{ AWSAccountId: accountId, KeyId: key.id, Arn: key.arn, KeyUsage: key.usage, KeySpec: key.spec },
        ...{ ...state, KeyManager: "CUSTOMER", Origin: "AWS_KMS", MultiRegion: false },
      },
    };
  },
};

const mac = (key: KmsKey, message: Buffer): Buffer => createHmac("sha256", key.material).update(message).digest();

function valid<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new KmsError("ValidationException", `1 validation error detected: ${z.prettifyError(parsed.error)}`);
}
