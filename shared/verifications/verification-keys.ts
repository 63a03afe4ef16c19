import { config } from "../kernel/config.ts";
import { day, second } from "../kernel/durations.ts";
import { digest, type Scope } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";
import type { StoredVerification } from "./verification.ts";
import { tagInId } from "./verification-id.ts";

/** Every key of the verifications table and its indexes is built here. */
export const verificationsTable = (): string => config.table("verifications");

/** All that is known of one number lies together, under its keyed hash. */
export const numberPartition = (scope: Scope, tag: string): string => `${scope}#${tag}`;

/** Null for what cannot be a verification's id. */
export const verificationKey = (scope: Scope, id: string): { pk: string; sk: string } | null => {
  const tag = tagInId(id);
  return tag === null ? null : { pk: numberPartition(scope, tag), sk: id };
};

/** Names the latest verification of a number for a purpose. No id begins so. */
export const latestKey = (scope: Scope, tag: string, purpose: string) => ({
  pk: numberPartition(scope, tag),
  sk: `latest#${purpose}`,
});

export const timeShards = 8;
export const timePartition = (scope: Scope, shard: number): string => `${scope}#${shard}`;

/** The attributes of the table's key and of its indexes; immutable, so that a change costs the indexes nothing. */
export const keysOf = (verification: StoredVerification) => {
  const key = verificationKey(verification.scope, verification.id);
  if (!key) throw new Error("A verification has an id that is none");
  return {
    ...key,
    timeKey: timePartition(verification.scope, (digest([verification.id])[0] ?? 0) % timeShards),
    timeSort: sortKey(verification),
  };
};

/** Rows are kept for 30 days. */
export const keptSeconds = (30 * day) / second;
