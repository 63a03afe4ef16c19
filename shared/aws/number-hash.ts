import { createHmac } from "node:crypto";
import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { config } from "../config.ts";
import { digest } from "../ids.ts";
import { shortMemory } from "../short-memory.ts";
import { kms } from "./kms.ts";

const keys = shortMemory<Buffer>({ milliseconds: 12 * 3_600_000, entries: 1 });

/**
 * The key that numbers are hashed under: a MAC that KMS makes of a constant, so that it is the same in every function and nowhere
 * stored. One call per cold start; ask for it early, beside whatever else must be waited for.
 */
export const numberHashKey = (): Promise<Buffer> =>
  keys.recall("key", async () => {
    const { Mac } = await kms().send(
      new GenerateMacCommand({
        KeyId: config.numberHashKey(),
        MacAlgorithm: "HMAC_SHA_256",
        Message: Buffer.from("phonehub number hash 1"),
      }),
    );
    if (!Mac) throw new Error("KMS answered without a MAC");
    return Buffer.from(Mac);
  });

/** What stands for a number once it is erased. Without the key nobody can try numbers until one fits; another owner's is another. */
export const numberHash = async (owner: string, number: string): Promise<string> =>
  createHmac("sha256", await numberHashKey())
    .update(digest([owner, number]))
    .digest("base64url");
