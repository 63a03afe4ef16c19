import { keyedHash } from "../aws/hash-key.ts";
import { personKey } from "./forms-of-number.ts";

/**
 * What stands for a number, in whichever form it is written, once it is erased. Without the key nobody can try numbers until one fits;
 * another owner's is another.
 */
export const numberHash = async (owner: string, number: string): Promise<string> =>
  (await keyedHash("number", [owner, personKey(number)])).toString("base64url");
