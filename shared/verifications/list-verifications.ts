import type { QueryOf } from "../api/operation.ts";
import type { listVerifications } from "../api/operations/verifications.ts";
import { listMerged, type Page, type Source } from "../aws/merged-query.ts";
import type { Caller } from "../identity/caller.ts";
import type { Scope } from "../kernel/ids.ts";
import { numberHashPrefix } from "./number-hash-prefix.ts";
import type { StoredVerification } from "./verification.ts";
import { numberPartition, timePartition, timeShards, verificationsTable } from "./verification-keys.ts";
import { readEntries } from "./verification-reads.ts";
import { statusOf } from "./verification-view.ts";

type Filters = QueryOf<typeof listVerifications>;

/** Lists verifications, newest first; those of one number from the number's own partition. Throws invalid_cursor. */
export const listOf = async ({ scope }: Caller, filters: Filters): Promise<Page<StoredVerification>> => {
  const { limit, cursor, since, until } = filters;
  return listMerged({
    sources: await sourcesFor(scope, filters.to),
    limit,
    cursor,
    since,
    until,
    load: async (entries) => (await readEntries(entries)).map((one) => (one && matches(one, filters) ? one : null)),
  });
};

const sourcesFor = async (scope: Scope, to: string | undefined): Promise<Source[]> => {
  const table = verificationsTable();
  const sortName = "timeSort";
  if (to !== undefined) {
    const value = numberPartition(scope, await numberHashPrefix(scope, to));
    return [{ table, index: "byNumber", key: { name: "pk", value }, sortName }];
  }
  return [...Array(timeShards).keys()].map((shard) => ({
    table,
    index: "byTime",
    key: { name: "timeKey", value: timePartition(scope, shard) },
    sortName,
  }));
};

const matches = (verification: StoredVerification, { purpose, status, channel, userId }: Filters): boolean =>
  (purpose === undefined || verification.purpose === purpose) &&
  (status === undefined || statusOf(verification) === status) &&
  (channel === undefined || verification.channel === channel) &&
  (userId === undefined || verification.userId === userId);
