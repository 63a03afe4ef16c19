import type { StoredApiKey } from "../../identity/api-keys/api-key.ts";
import type { Caller } from "../../identity/caller.ts";

/** A test key sees and revokes test keys only; a revoked key is nobody's any more. */
export const isWithinReach = (caller: Caller, key: StoredApiKey): boolean =>
  key.revokedAt === null && (caller.mode === "live" || key.mode === "test");
