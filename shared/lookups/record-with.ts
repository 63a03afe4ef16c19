import { LineType, LookupField } from "../api/schemas/lookup-fields.ts";
import { epochSeconds, now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import type { ProviderLookup } from "../providers/provider.ts";
import { isHadSince, type LookupWanted } from "./freshness.ts";
import type { FetchedField, StoredLookup } from "./lookup.ts";
import { isMobile, isVoip } from "./lookup.ts";

const allFields: readonly FetchedField[] = ["validation", ...LookupField.options];

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
  const kept = allFields.filter((field) => !asked.includes(field) && isHadSince(earlier, field, wanted.keepFrom));
  const line = earlier && kept.includes("lineType") ? earlier : lineOf(answer);
  return {
    scope,
    id: providerConfigId,
    number: wanted.number,
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
      ...Object.fromEntries(asked.filter((field) => isSettled(answer, field)).map((field) => [field, at])),
    },
    appliesTo: "tenant",
    lookedUpAt: at,
    createdAt: earlier?.createdAt ?? at,
    updatedAt: at,
    expiresAt: epochSeconds(now() + wanted.cacheDays * day),
  };
};

/** The type comes from an adapter, which knows the contract's words; any other would be a fault of ours. */
const lineOf = ({ lineType: text, carrier }: ProviderLookup) => {
  const lineType = LineType.nullable().parse(text);
  return { lineType, isMobile: isMobile(lineType), isVoip: isVoip(lineType), carrier };
};

const picked = <Value>(from: Readonly<Record<string, Value>> | undefined, names: readonly string[]) =>
  Object.fromEntries(Object.entries(from ?? {}).filter(([name]) => names.includes(name)));

/** A package that failed for the moment is answered, but not remembered as had: the next lookup asks for it again. */
const isSettled = ({ isIncomplete, extra }: ProviderLookup, field: FetchedField): boolean => {
  const answer = extra[field];
  const hasFailed = typeof answer === "object" && answer !== null && "errorCode" in answer && answer.errorCode !== null;
  return !(isIncomplete && hasFailed);
};
