import type * as z from "zod";
import type { View } from "../api/common.ts";
import type { BasicLookup, Lookup } from "../api/operations/lookups.ts";
import type { LineType, LookupField } from "../api/schemas/lookup-fields.ts";
import type { Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import type { Scope } from "../kernel/ids.ts";

type Contract = z.output<typeof Lookup>;

/** What a record has been asked for; `validation` comes with every answer of the provider. */
export type FetchedField = z.output<typeof LookupField> | "validation";

/**
 * `manual`, `metadata`, or the id of the provider configuration that was asked: one record of each for a number. And one of each user's own,
 * so that no user's record stands in another's way or the tenant's.
 */
export type LookupId = string;
export const manualId: LookupId = "manual";
export const ownManualId = (userId: string): LookupId => `manual#${userId}`;
export const metadataId: LookupId = "metadata";

/** What is known of a number from one source, as its row holds it. */
export interface StoredLookup extends Omit<Contract, "cached" | "expiresAt"> {
  scope: Scope;
  id: LookupId;
  /** When each field was had from the provider: what decides whether it must be asked again. */
  fetchedAt: Readonly<Partial<Record<FetchedField, string>>>;
  /** A manual record that a user made without manage_lookups holds for that user alone. */
  appliesTo: "tenant" | "owner";
  /** Epoch seconds; null: never. Past it the record is absent, though it may still lie there (invariant 19). */
  expiresAt: number | null;
}

export const lookupKey = (scope: Scope, number: string, id: LookupId) => ({ pk: `${scope}#${number}`, sk: id });

/** The one place where a row becomes a lookup. Null: there is none, it has expired, or it is nothing but a claim. */
export const lookupFromItem = (item: Item | undefined): StoredLookup | null => {
  if (!item || typeof item.source !== "string") return null;
  const { pk, sk, timeKey, timeSort, claimToken, claimedUntil, ...attributes } = item;
  const lookup = { ...attributes, expiresAt: attributes.expiresAt ?? null } as unknown as StoredLookup;
  return lookup.expiresAt !== null && lookup.expiresAt <= epochSeconds(now()) ? null : lookup;
};

export interface Found {
  lookup: StoredLookup;
  /** It came from the store. */
  cached: boolean;
}

/** Without its claim, which the writing of a record thereby ends. */
export const itemOfLookup = ({ expiresAt, ...lookup }: StoredLookup): Item => ({
  ...lookupKey(lookup.scope, lookup.number, lookup.id),
  timeKey: lookup.scope,
  timeSort: `${lookup.createdAt}#${lookup.number}#${lookup.id}`,
  ...lookup,
  ...(expiresAt === null ? {} : { expiresAt }),
});

/** A lookup as the API shows it; the operation's schema leaves out what is the store's own. */
export const shownLookup = (lookup: StoredLookup, cached: boolean): Contract => ({
  ...lookup,
  expiresAt: lookup.expiresAt === null ? null : new Date(lookup.expiresAt * 1000).toISOString(),
  cached,
});

export const lookupInView = (
  lookup: StoredLookup,
  view: z.output<typeof View>,
): Contract | z.output<typeof BasicLookup> => {
  if (view !== "basic") return shownLookup(lookup, true);
  const { number, country, isValid, lineType, isMobile, isVoip } = lookup;
  return { number, country, isValid, lineType, isMobile, isVoip };
};

type Line = z.output<typeof LineType>;

/** Null where the line's type is not known. */
export const isMobile = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "mobile";

export const isVoip = (line: Line | null): boolean | null =>
  line === null || line === "unknown" ? null : line === "fixedVoip" || line === "nonFixedVoip";
