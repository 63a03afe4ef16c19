import { keyedHash } from "../aws/hash-key.ts";
import type { Scope } from "../ids.ts";

/** An idempotency key, by its keyed hash: it may be anything, a number too. No tag holds a `#`. */
export const idempotencyKeyRow = async (scope: Scope, key: string) => ({
  pk: `${scope}#key#${(await keyedHash("idempotency key", [scope, key])).toString("base64url")}`,
  sk: "key",
});
