import type * as z from "zod";
import type { NormalizedNumber } from "../api/numbers.ts";
import { epochSeconds, now, nowIso } from "../clock.ts";
import type { Caller } from "../lambda/caller.ts";
import { lineTypeByPlan } from "./line-type.ts";
import { metadataId, type StoredLookup } from "./lookup.ts";
import { readLookup } from "./lookup-reads.ts";
import { putLookupRecord } from "./lookup-writes.ts";
import { readManualRecord } from "./manual-record.ts";

/** A number that normalises to E.164, valid or not. */
export type KnownNumber = z.output<typeof NormalizedNumber> & { number: string };

const keptDays = 30;

/** What the numbering plan tells of a number. Costs nothing. */
export const metadataOf = ({ scope, userId }: Caller, known: KnownNumber): StoredLookup => {
  const at = nowIso();
  return {
    scope,
    id: metadataId,
    number: known.number,
    country: known.country,
    isValid: known.isValid,
    lineType: known.type && lineTypeByPlan[known.type],
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
    expiresAt: epochSeconds(now() + keptDays * 86_400_000),
  };
};

export interface Found {
  lookup: StoredLookup;
  cached: boolean;
}

/** For a caller without a provider to ask: the manual record, else what was derived before, else it is derived now and kept. */
export const lookUpMetadata = async (caller: Caller, known: KnownNumber, refresh: boolean): Promise<Found> => {
  const [manual, earlier] = await Promise.all([
    readManualRecord(caller, known.number),
    readLookup(caller.scope, known.number, metadataId),
  ]);
  const kept = manual ?? earlier;
  if (kept && !refresh) return { lookup: kept, cached: true };
  const derived = metadataOf(caller, known);
  const lookup = earlier
    ? { ...derived, createdAt: earlier.createdAt, ownerUserId: earlier.ownerUserId ?? caller.userId }
    : derived;
  await putLookupRecord(lookup);
  return { lookup, cached: false };
};
