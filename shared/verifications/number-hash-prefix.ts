import type { Scope } from "../kernel/ids.ts";
import { numberHash } from "../numbers/number-hash.ts";

const prefixLength = 16;

/** Stands for a number in keys and ids: 96 bits of its keyed hash, useless without the key (invariant 25). */
export const numberHashPrefix = async (scope: Scope, number: string): Promise<string> =>
  (await numberHash(scope, number)).slice(0, prefixLength);
