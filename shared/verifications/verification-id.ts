import { randomBytes } from "node:crypto";

const pattern = /^ver_([A-Za-z0-9_-]{16})[A-Za-z0-9_-]{16}$/;

/**
 * An id carries its number's hash prefix (number-hash-prefix.ts) before 96 random bits: a check finds what is counted by number beside what is counted
 * by verification, without reading one to find the other.
 */
export const newVerificationId = (hashPrefix: string): string =>
  `ver_${hashPrefix}${randomBytes(12).toString("base64url")}`;

/** Null for what cannot be a verification's id. */
export const hashPrefixInId = (id: string): string | null => pattern.exec(id)?.[1] ?? null;
