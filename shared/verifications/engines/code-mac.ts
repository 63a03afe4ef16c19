import { createHmac, timingSafeEqual } from "node:crypto";
import { digest, type Scope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import type { StoredVerification } from "../verification.ts";
import { pepperMac } from "./code-pepper.ts";
import type { Comparison } from "./engine.ts";

/**
 * KMS's MAC of a code, bound to scope and verification. A check can ask for it while it counts the attempt, before it knows number and
 * purpose.
 */
export const innerMac = (scope: Scope, id: string, code: string): Promise<Buffer> =>
  pepperMac(digest(["verification code 1", scope, id, code]));

/** The MAC that the row stores, bound to number and purpose as well (invariant 13). */
export const codeMac = (inner: Buffer, { to, purpose }: { to: string; purpose: string }): string =>
  createHmac("sha256", inner)
    .update(digest([to, purpose]))
    .digest("base64url");

/** Compares in constant time (invariant 12). If nothing is stored, the result is false. */
export const equalMacs = (stored: string | undefined, mac: string): boolean => {
  const [a, b] = [Buffer.from(stored ?? ""), Buffer.from(mac)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * Asks KMS for a typed code's MAC at once, while the attempt is counted. Returns the comparison, to be called once the attempt is
 * counted: it throws temporarily_unavailable if KMS fails.
 */
export const ownComparison = (
  scope: Scope,
  id: string,
  code: string,
): ((verification: StoredVerification) => Promise<Comparison>) => {
  const macRequest = innerMac(scope, id, code);
  // If the attempt is not counted, nobody awaits this.
  macRequest.catch(() => undefined);
  return async (verification) => {
    const mac = codeMac(await orUnavailable(macRequest), verification);
    return { kind: equalMacs(verification.mac, mac) ? "right" : "wrong" };
  };
};
