import type { Caller } from "../identity/caller.ts";
import { epochSeconds, now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import { phoneMetadata } from "../numbers/phone-metadata.ts";
import { type Found, metadataId, type StoredLookup } from "./lookup.ts";
import { readLookup } from "./lookup-reads.ts";
import { putLookupRecord } from "./lookup-writes.ts";
import { readManualRecord } from "./manual-record.ts";

const keptDays = 30;

/** The record that the numbering plan gives. Costs nothing. */
export const metadataOf = ({ scope, userId }: Caller, number: string): StoredLookup => {
  const at = nowIso();
  return {
    scope,
    id: metadataId,
    number,
    ...phoneMetadata(number),
    carrier: null,
    callerName: null,
    extra: {},
    source: "metadata",
    providerConfigId: null,
    ownerUserId: userId,
    fetchedAt: {},
    appliesTo: "tenant",
    lookedUpAt: at,
    createdAt: at,
    updatedAt: at,
    expiresAt: epochSeconds(now() + keptDays * day),
  };
};

/** A lookup without a provider: the manual record, else the stored metadata, else metadata that it derives now and stores. */
export const lookUpMetadata = async (caller: Caller, number: string, refresh: boolean): Promise<Found> => {
  const [manual, earlier] = await Promise.all([
    readManualRecord(caller, number),
    readLookup(caller.scope, number, metadataId),
  ]);
  const kept = manual ?? earlier;
  if (kept && !refresh) return { lookup: kept, cached: true };
  const derived = metadataOf(caller, number);
  const lookup = earlier
    ? { ...derived, createdAt: earlier.createdAt, ownerUserId: earlier.ownerUserId ?? caller.userId }
    : derived;
  await putLookupRecord(lookup);
  return { lookup, cached: false };
};
