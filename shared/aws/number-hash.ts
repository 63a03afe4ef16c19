import { keyedHash } from "./hash-key.ts";

/** What stands for a number once it is erased. Without the key nobody can try numbers until one fits; another owner's is another. */
export const numberHash = async (owner: string, number: string): Promise<string> =>
  (await keyedHash("number", [owner, number])).toString("base64url");
