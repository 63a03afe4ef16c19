import { createHmac, timingSafeEqual } from "node:crypto";
import { digest, type Scope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import type { StoredVerification } from "../verification.ts";
import { pepperMac } from "./code-pepper.ts";
import type { Comparison } from "./engine.ts";

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

/**
 * Asks KMS for a typed code's MAC at once, beside the counting of its attempt; the result compares, once the attempt is counted. Throws
 * temporarily_unavailable where KMS cannot be asked.
 */
export const ownComparison = (
  scope: Scope,
  id: string,
  code: string,
): ((verification: StoredVerification) => Promise<Comparison>) => {
  const asked = innerMac(scope, id, code);
  // Where the attempt is not counted, nobody waits for it.
  asked.catch(() => undefined);
  return async (verification) => {
    const mac = codeMac(await orUnavailable(asked), verification);
    return { kind: equalMacs(verification.mac, mac) ? "right" : "wrong" };
  };
};
