import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { StoredVerification } from "./verification.ts";
import { readVerification } from "./verification-reads.ts";

/** The caller's verification. Throws not_found for one that is not there or somebody else's (invariant 16). */
export const visibleVerification = async ({ scope }: Caller, id: string): Promise<StoredVerification> => {
  const verification = await readVerification(scope, id);
  if (!verification) throw notFound("verification");
  return verification;
};
