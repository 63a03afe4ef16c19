import { EncryptCommand } from "@aws-sdk/client-kms";
import { kms } from "../../aws/kms.ts";
import { config } from "../../kernel/config.ts";
import { type CredentialOwner, encryptionContextOf } from "./credential-owner.ts";

/** Encrypts credentials for one provider configuration and returns the ciphertext in base64. KMS accepts at most 4,096 bytes. */
export const encryptCredentials = async (owner: CredentialOwner, plaintext: string): Promise<string> => {
  const { CiphertextBlob } = await kms().send(
    new EncryptCommand({
      KeyId: config.credentialsKey(),
      Plaintext: Buffer.from(plaintext, "utf8"),
      EncryptionContext: encryptionContextOf(owner),
    }),
  );
  if (!CiphertextBlob) throw new Error("KMS answered without a ciphertext");
  return Buffer.from(CiphertextBlob).toString("base64");
};
