import { DecryptCommand } from "@aws-sdk/client-kms";
import { kms } from "../../aws/kms.ts";
import { config } from "../../kernel/config.ts";
import { type CredentialOwner, encryptionContextOf } from "./credential-owner.ts";

/** Decrypts a ciphertext that encryptCredentials made for the same owner. KMS refuses any other owner. */
export const decryptCredentials = async (owner: CredentialOwner, ciphertext: string): Promise<string> => {
  const { Plaintext } = await kms().send(
    new DecryptCommand({
      KeyId: config.credentialsKey(),
      CiphertextBlob: Buffer.from(ciphertext, "base64"),
      EncryptionContext: encryptionContextOf(owner),
    }),
  );
  if (!Plaintext) throw new Error("KMS answered without a plaintext");
  return Buffer.from(Plaintext).toString("utf8");
};
