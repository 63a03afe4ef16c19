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
  /** Created at or after, and before; ISO 8601 UTC with milliseconds. */
  since?: string | undefined;
  until?: string | undefined;
  /** Turns index entries into what is listed, in their order; what is gone or unwanted becomes null. */
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

/** Rounds of reading before a page that holds something is given as it is, though it may be short while nextCursor is set. */
const enoughRounds = 5;

/**
 * An empty page tells a caller nothing, and looks like the end. So a filter that few rows pass is read on for, up to so many entries and
 * milliseconds: an operation has ten seconds.
 */
const mostEntries = 20_000;
const mostMs = 5_000;

/** The first round reads a page's worth of each partition. Each further one reads twice as much, for little of it is wanted. */
const largestStretch = 250;

/**
 * Lists several partitions as one, newest first. A page ends where every partition has been read to, so that nothing is skipped;
 * the cursor is the last place and applies to every partition. It is empty only at the end, or where it gave up (mostEntries). Throws
 * invalid_cursor.
 */
export const listMerged = async <Listed>(request: ListRequest<Listed>): Promise<Page<Listed>> => {
  let place = request.cursor === undefined ? null : decodeCursor(request.cursor);
  const items: Listed[] = [];
  const until = now() + mostMs;
  let stretch = request.limit + 1;
  let seen = 0;
  for (let round = 1; ; round++) {
    const { entries, horizon } = await readRound(request, place, stretch);
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
    const isEnough = items.length > 0 ? round >= enoughRounds : seen >= mostEntries || now() >= until;
    if (isEnough) return { items, nextCursor: encodeCursor(place) };
    stretch = Math.max(stretch, Math.min(stretch * 2, largestStretch));
  }
};

/** Reads a stretch of every partition. `horizon`: the place down to which all of them have been read; null at the end. */
const readRound = async <Listed>(request: ListRequest<Listed>, place: Place | null, limit: number) => {
  const stretches = await Promise.all(request.sources.map((source) => readStretch(source, request, place, limit)));
  const horizons = stretches.flatMap((stretch) => (stretch.readTo === null ? [] : [stretch.readTo]));
  const horizon = horizons.sort().at(-1) ?? null;
  const seen = new Set<string>();
  const entries = stretches
    .flatMap((stretch) => stretch.entries)
    .filter((entry) => horizon === null || entry.sort >= horizon)
    .sort((a, b) => (a.sort < b.sort ? 1 : -1))
    .filter((entry) => !seen.has(entry.sort) && seen.add(entry.sort));
  return { entries, horizon };
};

/** Before every ISO time, and after every one of them. */
const beginning = "0";
const end = "9~";

const readStretch = async <Listed>(
  source: Source,
  request: ListRequest<Listed>,
  place: Place | null,
  limit: number,
) => {
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
