import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { kms } from "../../aws/kms.ts";
import { config } from "../../kernel/config.ts";

/** HMAC-SHA256 under the code pepper, which never leaves KMS (invariant 13). `message` has at most 4,096 bytes. */
export const pepperMac = async (message: Uint8Array): Promise<Buffer> => {
  const { Mac } = await kms().send(
    new GenerateMacCommand({ KeyId: config.codePepper(), MacAlgorithm: "HMAC_SHA_256", Message: message }),
  );
  if (!Mac) throw new Error("KMS answered without a MAC");
  return Buffer.from(Mac);
};
