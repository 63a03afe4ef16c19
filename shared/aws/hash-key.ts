import { createHmac } from "node:crypto";
import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { config } from "../kernel/config.ts";
import { hour } from "../kernel/durations.ts";
import { digest } from "../kernel/ids.ts";
import { shortMemory } from "../kernel/short-memory.ts";
import { kms } from "./kms.ts";

const keys = shortMemory<Buffer>({ milliseconds: 12 * hour, entries: 1 });

/**
 * The key that hashes of what can be guessed are made under: a MAC that KMS makes of a constant, so that it is the same in every function
 * and nowhere stored. One call per cold start; ask for it early, beside whatever else must be waited for. Throws what KMS throws: there
 * is no hash without a key in its place.
 */
export const hashKey = (): Promise<Buffer> =>
  keys.recall("key", async () => {
    const { Mac } = await kms().send(
      new GenerateMacCommand({
        KeyId: config.numberHashKey(),
        MacAlgorithm: "HMAC_SHA_256",
        Message: Buffer.from("phonehub hash key 1"),
      }),
    );
    if (!Mac) throw new Error("KMS answered without a MAC");
    return Buffer.from(Mac);
  });

/** HMAC-SHA256 over parts that cannot run into each other. What is hashed for one purpose never equals another's. */
export const keyedHash = async (
  purpose: "fingerprint" | "id" | "idempotency key" | "number",
  parts: readonly string[],
): Promise<Buffer> =>
  createHmac("sha256", await hashKey())
    .update(digest([purpose, ...parts]))
    .digest();
