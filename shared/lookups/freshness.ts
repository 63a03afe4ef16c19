import { now } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import type { FetchedField, StoredLookup } from "./lookup.ts";

/** What a caller wants to know, and how old an answer may be. */
export interface LookupWanted {
  number: string;
  fields: readonly FetchedField[];
  refresh: boolean;
  /** Fields had before this moment are asked again. */
  freshFrom: string;
  /** Fields had before this moment are dropped when a record is written. */
  keepFrom: string;
  cacheDays: number;
}

export const lookupWanted = (
  number: string,
  fields: readonly Exclude<FetchedField, "validation">[],
  { cacheDays, refresh }: { cacheDays: number; refresh: boolean },
): LookupWanted => {
  const keepFrom = new Date(now() - cacheDays * day).toISOString();
  // A refresh takes nothing that is here already, however new: what it waits for comes later than now.
  const freshFrom = refresh ? new Date(now() + 1).toISOString() : keepFrom;
  return { number, fields: ["validation", ...new Set(fields)], refresh, freshFrom, keepFrom, cacheDays };
};

/** ISO times of one form sort as text. */
export const isHadSince = (lookup: StoredLookup | null, field: FetchedField, from: string): boolean =>
  (lookup?.fetchedAt[field] ?? "") >= from;

/** What the provider must be asked for, given what is there. */
export const missingFields = (lookup: StoredLookup | null, { fields, freshFrom }: LookupWanted): FetchedField[] =>
  fields.filter((field) => !isHadSince(lookup, field, freshFrom));

/** The record where it holds all that is wanted, recently enough; else null. */
export const freshOrNull = (lookup: StoredLookup | null, wanted: LookupWanted): StoredLookup | null =>
  missingFields(lookup, wanted).length === 0 ? lookup : null;
