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
 * The key under which the hub hashes guessable values. KMS makes it as a MAC of a constant, so it is the same in every function and stored
 * nowhere. That takes one call per cold start: begin it early, in parallel with other reads. Throws what KMS throws, because an unkeyed
 * hash is no substitute.
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

/** HMAC-SHA256 over the purpose and the parts. Hashes of different purposes, or of parts that are split differently, never match. */
export const keyedHash = async (
  purpose: "fingerprint" | "id" | "idempotency key" | "number",
  parts: readonly string[],
): Promise<Buffer> =>
  createHmac("sha256", await hashKey())
    .update(digest([purpose, ...parts]))
    .digest();

/**
 * The id of a row that an idempotency key, a provider's SID or a number names: the same parts always give the same id. The hash is keyed,
 * so that nobody who guesses the parts can compute the id (docs/decisions/0020).
 */
export const keyedId = async (kind: IdKind, ...parts: readonly string[]): Promise<string> =>
  idOf(kind, await keyedHash("id", [kind, ...parts]));

/**
 * A keyed hash of a request's body. It distinguishes a repeated request from another one with the same idempotency key, and ignores the
 * order of members. The hash outlives a redacted text and an erased number, so it is keyed: nobody can guess values and compare.
 */
export const fingerprintOf = async (body: unknown): Promise<string> =>
  (await keyedHash("fingerprint", [canonicalJson(body)])).toString("base64url");
