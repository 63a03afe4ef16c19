import { LineType, LookupField } from "../api/schemas/lookup-fields.ts";
import { epochSeconds, now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import type { ProviderLookup } from "../providers/provider.ts";
import { isFetchedSince, type LookupQuery } from "./freshness.ts";
import type { FetchedField, StoredLookup } from "./lookup.ts";
import { isMobile, isVoip } from "./lookup.ts";

const allFields: readonly FetchedField[] = ["validation", ...LookupField.options];

interface Origin {
  scope: StoredLookup["scope"];
  providerConfigId: string;
  userId: string | null;
}

/** The record after the answer to the `requested` fields: those of the earlier record that are still valid, and the answer. */
export const recordWith = (
  earlier: StoredLookup | null,
  answer: ProviderLookup,
  requested: readonly FetchedField[],
  query: LookupQuery,
  { scope, providerConfigId, userId }: Origin,
): StoredLookup => {
  const at = nowIso();
  const kept = allFields.filter(
    (field) => !requested.includes(field) && isFetchedSince(earlier, field, query.keepFrom),
  );
  const line = earlier && kept.includes("lineType") ? earlier : lineOf(answer);
  return {
    scope,
    id: providerConfigId,
    number: query.number,
    country: answer.country,
    isValid: answer.isValid,
    lineType: line.lineType,
    isMobile: line.isMobile,
    isVoip: line.isVoip,
    carrier: line.carrier,
    callerName: earlier && kept.includes("callerName") ? earlier.callerName : answer.callerName,
    extra: { ...picked(earlier?.extra, kept), ...answer.extra },
    source: "provider",
    providerConfigId,
    ownerUserId: earlier?.ownerUserId ?? userId,
    fetchedAt: {
      ...picked(earlier?.fetchedAt, kept),
      ...Object.fromEntries(requested.filter((field) => isFetched(answer, field)).map((field) => [field, at])),
    },
    appliesTo: "tenant",
    lookedUpAt: at,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
    expiresAt: epochSeconds(now() + query.cacheDays * day),
  };
};

/** An adapter returns a line type of the contract. Any other text is a bug of the hub, and throws. */
const lineOf = ({ lineType: text, carrier }: ProviderLookup) => {
  const lineType = LineType.nullable().parse(text);
  return { lineType, isMobile: isMobile(lineType), isVoip: isVoip(lineType), carrier };
};

const picked = <Value>(from: Readonly<Record<string, Value>> | undefined, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));

/** A field that failed for the moment is returned, but does not count as fetched: the next lookup asks for it again. */
const isFetched = ({ isIncomplete, extra }: ProviderLookup, field: FetchedField): boolean => {
  const answer = extra[field];
  const hasFailed = typeof answer === "object" && answer !== null && "errorCode" in answer && answer.errorCode !== null;
  return !(isIncomplete && hasFailed);
};
