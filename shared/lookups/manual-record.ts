import type { Caller } from "../lambda/caller.ts";
import { manualId, type StoredLookup } from "./lookup.ts";
import { readLookup } from "./lookup-reads.ts";

/** The manual record that takes precedence over any other source for this caller. */
export const readManualRecord = async (
  { scope, userId }: Pick<Caller, "scope" | "userId">,
  number: string,
): Promise<StoredLookup | null> => {
  const manual = await readLookup(scope, number, manualId);
  return manual && (manual.appliesTo === "tenant" || manual.ownerUserId === userId) ? manual : null;
};
