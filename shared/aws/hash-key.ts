import { createHmac } from "node:crypto";
import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import { hour } from "../kernel/durations.ts";
import { digest, type IdKind, idOf } from "../kernel/ids.ts";
import { canonicalJson } from "../kernel/json.ts";
import { kms } from "./kms.ts";

const keys = cache<Buffer>({ milliseconds: 12 * hour, entries: 1 });

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

/**
 * The same parts give the same id: how an idempotency key, a provider's SID or a number names its row. Under a key, because the parts can be
 * guessed: who guesses them must not have the id as well (docs/decisions/0020).
 */
export const keyedId = async (kind: IdKind, ...parts: readonly string[]): Promise<string> =>
  idOf(kind, await keyedHash("id", [kind, ...parts]));

/**
 * A keyed hash of a request's body, whatever the order of its members: tells a repeated request from another one. It outlives what the body
 * held, a text that was redacted or a number that was erased, and must not let anybody try what fits.
 */
export const fingerprintOf = async (body: unknown): Promise<string> =>
  (await keyedHash("fingerprint", [canonicalJson(body)])).toString("base64url");
