import type { Scope } from "../kernel/ids.ts";
import { numberHash } from "../numbers/number-hash.ts";

/** The key of a number's bucket. It has the keyed hash instead of the number, so that nothing of an erased number stays (invariant 25). */
export const numberKey = async (scope: Scope, number: string): Promise<string> =>
  `${scope}#number#${await numberHash(scope, number)}`;

/** The key of the row with the recent answers to one number's keywords. */
export const answeredKey = async (scope: Scope, number: string): Promise<string> =>
  `${scope}#answered#${await numberHash(scope, number)}`;
