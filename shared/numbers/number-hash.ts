import { keyedHash } from "../aws/hash-key.ts";
import { personKey } from "./forms-of-number.ts";

/**
 * A keyed hash that stands for a number in all of its forms, and outlives an erasure. Without the key, nobody can find the number by
 * trying. Each owner has different hashes.
 */
export const numberHash = async (owner: string, number: string): Promise<string> =>
  (await keyedHash("number", [owner, personKey(number)])).toString("base64url");
