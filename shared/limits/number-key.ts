import type { Scope } from "../kernel/ids.ts";
import { numberHash } from "../numbers/number-hash.ts";

/** The bucket of one number. Its keyed hash stands for it: nobody who was erased can be found here (invariant 25). */
export const numberKey = async (scope: Scope, number: string): Promise<string> =>
  `${scope}#number#${await numberHash(scope, number)}`;

/** Which keywords of one number were answered. */
export const answeredKey = async (scope: Scope, number: string): Promise<string> =>
  `${scope}#answered#${await numberHash(scope, number)}`;
