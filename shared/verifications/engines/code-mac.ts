import { createHmac, timingSafeEqual } from "node:crypto";
import { digest, type Scope } from "../../kernel/ids.ts";
import { pepperMac } from "./code-pepper.ts";

/**
 * What KMS makes of a code, bound to whose it is and to its verification: a check can ask for it beside counting its attempt, before
 * it knows number and purpose.
 */
export const innerMac = (scope: Scope, id: string, code: string): Promise<Buffer> =>
  pepperMac(digest(["verification code 1", scope, id, code]));

/** What is stored of a code: bound to number and purpose as well (invariant 13). */
export const codeMac = (inner: Buffer, { to, purpose }: { to: string; purpose: string }): string =>
  createHmac("sha256", inner)
    .update(digest([to, purpose]))
    .digest("base64url");

/** Compares in constant time (invariant 12). Nothing stored is never equal. */
export const equalMacs = (stored: string | undefined, mac: string): boolean => {
  const [a, b] = [Buffer.from(stored ?? ""), Buffer.from(mac)];
  return a.length === b.length && timingSafeEqual(a, b);
};
