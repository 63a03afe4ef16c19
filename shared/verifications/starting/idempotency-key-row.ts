import { keyedHash } from "../../aws/hash-key.ts";
import type { Caller } from "../../identity/caller.ts";

/** A caller's idempotency key, by its keyed hash: it may be anything, a number too. No tag holds a `#`. */
export const idempotencyKeyRow = async ({ scope, userId }: Pick<Caller, "scope" | "userId">, key: string) => ({
  pk: `${scope}#key#${(await keyedHash("idempotency key", [scope, userId ?? "", key])).toString("base64url")}`,
  sk: "key",
});
