import { now } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import type { FetchedField, StoredLookup } from "./lookup.ts";

/** The number and fields that a caller asks for, and how old they may be. */
export interface LookupQuery {
  number: string;
  fields: readonly FetchedField[];
  refresh: boolean;
  /** Fields that were fetched before this moment are fetched again. */
  freshFrom: string;
  /** Fields that were fetched before this moment are dropped when the record is written. */
  keepFrom: string;
  cacheDays: number;
}

export const lookupQuery = (
  number: string,
  fields: readonly Exclude<FetchedField, "validation">[],
  { cacheDays, refresh }: { cacheDays: number; refresh: boolean },
): LookupQuery => {
  const keepFrom = new Date(now() - cacheDays * day).toISOString();
  // A refresh accepts no field that is stored by now: it waits for an answer that comes later.
  const freshFrom = refresh ? new Date(now() + 1).toISOString() : keepFrom;
  return { number, fields: ["validation", ...new Set(fields)], refresh, freshFrom, keepFrom, cacheDays };
};

/** ISO times of one form sort as text. */
export const isFetchedSince = (lookup: StoredLookup | null, field: FetchedField, from: string): boolean =>
  (lookup?.fetchedAt[field] ?? "") >= from;

/** The fields that the provider must be asked for, because the record lacks them or they are too old. */
export const missingFields = (lookup: StoredLookup | null, { fields, freshFrom }: LookupQuery): FetchedField[] =>
  fields.filter((field) => !isFetchedSince(lookup, field, freshFrom));

/** The record if it holds all fields of the query, recent enough. Null: it does not. */
export const freshOrNull = (lookup: StoredLookup | null, query: LookupQuery): StoredLookup | null =>
  missingFields(lookup, query).length === 0 ? lookup : null;
