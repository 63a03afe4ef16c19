import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { now } from "../kernel/clock.ts";
import { decodeCursor, encodeCursor, type Place, sortKey } from "../kernel/page-cursor.ts";
import { dynamodb, type Item } from "./dynamodb.ts";

/** One partition of a table or an index whose sort key is `<createdAt>#<id>`. */
export interface Source {
  table: string;
  index?: string;
  key: { name: string; value: string };
  sortName: string;
}

export interface ListRequest<Listed> {
  sources: readonly Source[];
  limit: number;
  cursor?: string | undefined;
  /** Lists rows created at or after `since` and before `until`. Both are ISO 8601 in UTC with milliseconds. */
  since?: string | undefined;
  until?: string | undefined;
  /** Loads the listed thing for each index entry, in the same order. Null: it is gone, or a filter leaves it out. */
  load: (entries: Item[]) => Promise<(Listed | null)[]> | (Listed | null)[];
}

export interface Page<Listed> {
  items: Listed[];
  nextCursor: string | null;
}

interface Entry {
  sort: string;
  item: Item;
}

/** After this many rounds, a page that has any items is returned, even if it is short and nextCursor is set. */
const maximumRounds = 5;

/**
 * An empty page looks like the end of the list. If few rows pass a filter, the reads therefore go on until the first match, up to these
 * many entries and milliseconds. An operation may take ten seconds.
 */
const maximumEntries = 20_000;
const maximumMilliseconds = 5_000;

/**
 * The first round reads one page of each partition. Each further round reads twice as much, up to this, because few rows pass the filter.
 */
const maximumReadSize = 250;

/**
 * Lists several partitions as one list, newest first. A page ends at a place that the reads have reached in every partition, so it skips
 * nothing. The cursor holds that place and applies to all partitions. A page is empty only at the end of the list, or after
 * `maximumEntries` or `maximumMilliseconds`. Throws invalid_cursor.
 */
export const listMerged = async <Listed>(request: ListRequest<Listed>): Promise<Page<Listed>> => {
  let place = request.cursor === undefined ? null : decodeCursor(request.cursor);
  const items: Listed[] = [];
  const until = now() + maximumMilliseconds;
  let readSize = request.limit + 1;
  let seen = 0;
  for (let round = 1; ; round++) {
    const { entries, horizon } = await readRound(request, place, readSize);
    const loaded = await request.load(entries.map((entry) => entry.item));
    for (const [position, entry] of entries.entries()) {
      const item = loaded[position];
      if (item !== null && item !== undefined) items.push(item);
      if (items.length === request.limit) {
        const isLast = position === entries.length - 1 && horizon === null;
        return { items, nextCursor: isLast ? null : encodeCursor(placeOf(entry.sort)) };
      }
    }
    if (horizon === null) return { items, nextCursor: null };
    place = placeOf(horizon);
    seen += entries.length;
    const isEnough = items.length > 0 ? round >= maximumRounds : seen >= maximumEntries || now() >= until;
    if (isEnough) return { items, nextCursor: encodeCursor(place) };
    readSize = Math.max(readSize, Math.min(readSize * 2, maximumReadSize));
  }
};

/** Reads up to `limit` entries of each partition. `horizon` is the place that the reads have reached in all of them; null: the end. */
const readRound = async <Listed>(request: ListRequest<Listed>, place: Place | null, limit: number) => {
  const reads = await Promise.all(request.sources.map((source) => readSource(source, request, place, limit)));
  const horizons = reads.flatMap((read) => (read.readTo === null ? [] : [read.readTo]));
  const horizon = horizons.sort().at(-1) ?? null;
  const seen = new Set<string>();
  const entries = reads
    .flatMap((read) => read.entries)
    .filter((entry) => horizon === null || entry.sort >= horizon)
    .sort((a, b) => (a.sort < b.sort ? 1 : -1))
    .filter((entry) => !seen.has(entry.sort) && seen.add(entry.sort));
  return { entries, horizon };
};

/** These texts sort before and after every ISO time. */
const beginning = "0";
const end = "9~";

const readSource = async <Listed>(source: Source, request: ListRequest<Listed>, place: Place | null, limit: number) => {
  const until = request.until ?? end;
  const [upper = until] = place === null ? [] : [sortKey(place), until].sort();
  const lower = request.since ?? beginning;
  if (lower > upper) return { entries: [], readTo: null };
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: source.table,
      ...(source.index === undefined ? {} : { IndexName: source.index }),
      KeyConditionExpression: "#key = :key AND #sort BETWEEN :lower AND :upper",
      ExpressionAttributeNames: { "#key": source.key.name, "#sort": source.sortName },
      ExpressionAttributeValues: { ":key": source.key.value, ":lower": lower, ":upper": upper },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  const read: Entry[] = (answer.Items ?? []).map((item) => ({ sort: String(item[source.sortName]), item }));
  const last = read.at(-1)?.sort ?? null;
  return {
    entries: read.filter((entry) => place === null || entry.sort < sortKey(place)),
    readTo: answer.LastEvaluatedKey === undefined ? null : last,
  };
};

const placeOf = (sort: string): Place => {
  const at = sort.indexOf("#");
  return { createdAt: sort.slice(0, at), id: sort.slice(at + 1) };
};
