import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import { deleteLookupRecord } from "./lookup-writes.ts";
import { visibleLookups } from "./visible-lookups.ts";

/**
 * Forgets what the tenant knows of a number. A user without manage_lookups forgets that user's own record alone: what a provider was paid
 * for serves everybody. Throws not_found where there is nothing.
 */
export const deleteLookups = async (caller: Caller, number: string): Promise<void> => {
  const visible = await visibleLookups(caller, number);
  const own = visible.filter(({ appliesTo }) => caller.restrictedToUserId === null || appliesTo === "owner");
  if (own.length === 0) throw notFound("lookup");
  await Promise.all(own.map(deleteLookupRecord));
};
