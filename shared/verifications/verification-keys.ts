import { randomBytes } from "node:crypto";
import { config } from "../kernel/config.ts";
import { day, second } from "../kernel/durations.ts";
import { digest, type Scope } from "../kernel/ids.ts";
import { sortKey } from "../kernel/page-cursor.ts";
import type { StoredVerification } from "./verification.ts";

const pattern = /^ver_([A-Za-z0-9_-]{16})[A-Za-z0-9_-]{16}$/;

/**
 * An id carries its number's hash prefix (number-hash-prefix.ts) before 96 random bits. So a check finds the counts of the number and of
 * the verification at the same time, without reading one to find the other.
 */
export const newVerificationId = (hashPrefix: string): string =>
  `ver_${hashPrefix}${randomBytes(12).toString("base64url")}`;

/** Null: the text cannot be a verification's id. */
export const hashPrefixInId = (id: string): string | null => pattern.exec(id)?.[1] ?? null;

/** This file builds every key of the verifications table and its indexes. */
export const verificationsTable = (): string => config.table("verifications");

/** The partition of all rows of one number, under its keyed hash. */
export const numberPartition = (scope: Scope, hashPrefix: string): string => `${scope}#${hashPrefix}`;

/** Null: the text cannot be a verification's id. */
export const verificationKey = (scope: Scope, id: string): { pk: string; sk: string } | null => {
  const hashPrefix = hashPrefixInId(id);
  return hashPrefix === null ? null : { pk: numberPartition(scope, hashPrefix), sk: id };
};

/** The row that names the latest verification of a number for a purpose. No id begins like this. */
export const latestKey = (scope: Scope, hashPrefix: string, purpose: string) => ({
  pk: numberPartition(scope, hashPrefix),
  sk: `latest#${purpose}`,
});

export const timeShards = 8;
export const timePartition = (scope: Scope, shard: number): string => `${scope}#${shard}`;

/** The attributes of the table's key and of its indexes. They never change, so a change of the row costs no index write. */
export const keysOf = (verification: StoredVerification) => {
  const key = verificationKey(verification.scope, verification.id);
  if (!key) throw new Error("A verification has an invalid id");
  return {
    ...key,
    timeKey: timePartition(verification.scope, (digest([verification.id])[0] ?? 0) % timeShards),
    timeSort: sortKey(verification),
  };
};

/** The lifetime of a row: 30 days. */
export const keptSeconds = (30 * day) / second;
