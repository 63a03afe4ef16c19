import { canonicalJson } from "../kernel/canonical-json.ts";
import { keyedHash } from "./hash-key.ts";

/**
 * A keyed hash of a request's body, whatever the order of its members: tells a repeated request from another one. It outlives what the body
 * held, a text that was redacted or a number that was erased, and must not let anybody try what fits.
 */
export const fingerprintOf = async (body: unknown): Promise<string> =>
  (await keyedHash("fingerprint", [canonicalJson(body)])).toString("base64url");
