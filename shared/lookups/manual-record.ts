import type * as z from "zod";
import type { PutLookup } from "../api/operations/lookups.ts";
import type { Caller } from "../identity/caller.ts";
import { nowIso } from "../kernel/clock.ts";
import { limitCreation } from "../limits/creation-limits.ts";
import { phoneMetadata } from "../numbers/phone-metadata.ts";
import { isMobile, isVoip, manualId, ownManualId, type StoredLookup } from "./lookup.ts";
import { readLookup } from "./lookup-reads.ts";
import { putLookupRecord } from "./lookup-writes.ts";

/** The manual record that takes precedence over all other sources for this caller: the user's own, else the tenant's. */
export const readManualRecord = async (
  { scope, userId }: Pick<Caller, "scope" | "userId">,
  number: string,
): Promise<StoredLookup | null> => {
  const [tenantRecord, userRecord] = await Promise.all([
    readLookup(scope, number, manualId),
    userId === null ? null : readLookup(scope, number, ownManualId(userId)),
  ]);
  return userRecord ?? tenantRecord;
};

/**
 * Writes a manual record of a number, which never expires. A user without manage_lookups writes it for that user alone, beside the
 * records of others.
 */
export const putManualLookup = async (
  caller: Caller,
  number: string,
  body: z.output<typeof PutLookup>,
): Promise<StoredLookup> => {
  const { scope, restrictedToUserId } = caller;
  await limitCreation(caller, "lookupRecords");
  const id = restrictedToUserId === null ? manualId : ownManualId(restrictedToUserId);
  const earlier = await readLookup(scope, number, id);
  const at = nowIso();
  const lookup: StoredLookup = {
    ...body,
    country: body.country === undefined ? phoneMetadata(number).country : body.country,
    isMobile: isMobile(body.lineType),
    isVoip: isVoip(body.lineType),
    scope,
    id,
    number,
    extra: {},
    source: "manual",
    providerConfigId: null,
    ownerUserId: restrictedToUserId ?? body.ownerUserId,
    fetchedAt: {},
    appliesTo: restrictedToUserId === null ? "tenant" : "owner",
    lookedUpAt: at,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
    expiresAt: null,
  };
  await putLookupRecord(lookup);
  return lookup;
};
