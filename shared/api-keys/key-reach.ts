import type { Caller } from "../lambda/caller.ts";
import type { StoredApiKey } from "./api-key.ts";

/** A test key sees and revokes test keys only; a revoked key is nobody's any more. */
export const isWithinReach = (caller: Caller, key: StoredApiKey): boolean =>
  key.revokedAt === null && (caller.mode === "live" || key.mode === "test");
