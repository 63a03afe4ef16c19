import { LineType } from "../api/lookups.ts";
import { epochSeconds, now, nowIso } from "../clock.ts";
import type { ProviderLookup } from "../providers/provider.ts";
import type { FetchedField, StoredLookup } from "./lookup.ts";

const dayMilliseconds = 86_400_000;

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
  const keepFrom = new Date(now() - cacheDays * dayMilliseconds).toISOString();
  // A refresh takes nothing that is here already, however new: what it waits for comes later than now.
  const freshFrom = refresh ? new Date(now() + 1).toISOString() : keepFrom;
  return { number, fields: ["validation", ...new Set(fields)], refresh, freshFrom, keepFrom, cacheDays };
};

/** ISO times of one form sort as text. */
const isHadSince = (lookup: StoredLookup | null, field: FetchedField, from: string): boolean =>
  (lookup?.fetchedAt[field] ?? "") >= from;

/** What the provider must be asked for, given what is there. */
export const missingFields = (lookup: StoredLookup | null, { fields, freshFrom }: LookupWanted): FetchedField[] =>
  fields.filter((field) => !isHadSince(lookup, field, freshFrom));

export const isFresh = (lookup: StoredLookup | null, wanted: LookupWanted): lookup is StoredLookup =>
  missingFields(lookup, wanted).length === 0;

interface Origin {
  scope: StoredLookup["scope"];
  providerConfigId: string;
  userId: string | null;
}

/** The record after an answer to `asked`: what of the earlier one is still good, and the answer on top. */
export const recordWith = (
  earlier: StoredLookup | null,
  answer: ProviderLookup,
  asked: readonly FetchedField[],
  wanted: LookupWanted,
  { scope, providerConfigId, userId }: Origin,
): StoredLookup => {
  const at = nowIso();
  const isKept = (field: FetchedField) => !asked.includes(field) && isHadSince(earlier, field, wanted.keepFrom);
  const had = Object.keys(earlier?.fetchedAt ?? {}).filter((field): field is FetchedField =>
    isKept(field as FetchedField),
  );
  const kept = earlier && { ...earlier, had };
  return {
    scope,
    id: providerConfigId,
    number: wanted.number,
    country: answer.country,
    isValid: answer.isValid,
    ...(kept?.had.includes("lineType")
      ? { lineType: kept.lineType, carrier: kept.carrier }
      : { lineType: LineType.nullable().parse(answer.lineType), carrier: answer.carrier }),
    callerName: kept?.had.includes("callerName") ? kept.callerName : answer.callerName,
    extra: { ...picked(earlier?.extra, had), ...answer.extra },
    source: "provider",
    providerConfigId,
    ownerUserId: earlier?.ownerUserId ?? userId,
    fetchedAt: {
      ...picked(earlier?.fetchedAt, had),
      ...Object.fromEntries(asked.filter((field) => isSettled(answer, field)).map((field) => [field, at])),
    },
    appliesTo: "tenant",
    lookedUpAt: at,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
    expiresAt: epochSeconds(now() + wanted.cacheDays * dayMilliseconds),
  };
};

const picked = <Value>(from: Readonly<Record<string, Value>> | undefined, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));

/** A package that failed for the moment is answered, but not remembered as had: the next lookup asks for it again. */
const isSettled = ({ isIncomplete, extra }: ProviderLookup, field: FetchedField): boolean => {
  const answer = extra[field];
  const hasFailed = typeof answer === "object" && answer !== null && "errorCode" in answer && answer.errorCode !== null;
  return !(isIncomplete && hasFailed);
};
