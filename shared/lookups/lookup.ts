import type * as z from "zod";
import type { View } from "../api/common.ts";
import type { BasicLookup, Lookup } from "../api/operations/lookups.ts";
import type { LineType, LookupField } from "../api/schemas/lookup-fields.ts";
import type { Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import type { Scope } from "../kernel/ids.ts";

type Contract = z.output<typeof Lookup>;

/** A field that a provider is asked for. `validation` comes with every answer. */
export type FetchedField = z.output<typeof LookupField> | "validation";

/**
 * `manual`, `metadata`, or the id of the provider configuration that was asked: a number has one record of each. Each user's own manual
 * record has another id, so that it replaces neither the tenant's nor another user's.
 */
export type LookupId = string;
export const manualId: LookupId = "manual";
export const ownManualId = (userId: string): LookupId => `manual#${userId}`;
export const metadataId: LookupId = "metadata";

/** A record: the facts about a number from one source, as its row holds them. */
export interface StoredLookup extends Omit<Contract, "cached" | "expiresAt"> {
  scope: Scope;
  id: LookupId;
  /** When the provider returned each field. Decides whether the provider must be asked again. */
  fetchedAt: Readonly<Partial<Record<FetchedField, string>>>;
  /** `owner`: a user without manage_lookups made this manual record, and it applies to that user alone. */
  appliesTo: "tenant" | "owner";
  /** Epoch seconds. Null: never. After it the hub treats the record as absent, even if it is still stored (invariant 19). */
  expiresAt: number | null;
}

export const lookupKey = (scope: Scope, number: string, id: LookupId) => ({ pk: `${scope}#${number}`, sk: id });

/** The only place that turns a row into a lookup. Null: there is no row, it has expired, or it is a claim without a record. */
export const lookupFromItem = (item: Item | undefined): StoredLookup | null => {
  if (!item || typeof item.source !== "string") return null;
  const { pk, sk, timeKey, timeSort, claimToken, claimedUntil, ...attributes } = item;
  const lookup = { ...attributes, expiresAt: attributes.expiresAt ?? null } as unknown as StoredLookup;
  return lookup.expiresAt !== null && lookup.expiresAt <= epochSeconds(now()) ? null : lookup;
};

export interface Found {
  lookup: StoredLookup;
  /** True: it came from the store. */
  cached: boolean;
}

/** The row of a record. It holds no claim, so writing it ends the claim. */
export const itemOfLookup = ({ expiresAt, ...lookup }: StoredLookup): Item => ({
  ...lookupKey(lookup.scope, lookup.number, lookup.id),
  timeKey: lookup.scope,
  timeSort: `${lookup.createdAt}#${lookup.number}#${lookup.id}`,
  ...lookup,
  ...(expiresAt === null ? {} : { expiresAt }),
});

/** A lookup as a client sees it. The operation's schema leaves out the rest of the row. */
export const viewOfLookup = (lookup: StoredLookup, cached: boolean): Contract => ({
  ...lookup,
  expiresAt: lookup.expiresAt === null ? null : new Date(lookup.expiresAt * 1000).toISOString(),
  cached,
});

export const lookupInView = (
  lookup: StoredLookup,
  view: z.output<typeof View>,
): Contract | z.output<typeof BasicLookup> => {
  if (view !== "basic") return viewOfLookup(lookup, true);
  const { number, country, isValid, lineType, isMobile, isVoip } = lookup;
  return { number, country, isValid, lineType, isMobile, isVoip };
};

type Line = z.output<typeof LineType>;

/** Null: the line type is not known. */
export const isMobile = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "mobile";

export const isVoip = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "fixedVoip" || line === "nonFixedVoip";
