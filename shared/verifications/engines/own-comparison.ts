import type { Scope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import type { StoredVerification } from "../verification.ts";
import { codeMac, equalMacs, innerMac } from "./code-mac.ts";
import type { Comparison } from "./engine.ts";

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
