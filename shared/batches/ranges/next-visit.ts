import { equalJitter } from "../../kernel/backoff.ts";
import { now } from "../../kernel/clock.ts";
import { hour, minute, second } from "../../kernel/durations.ts";
import { type MessageId, tenantOfScope } from "../../kernel/ids.ts";
import { limitsOf } from "../../limits/limit-reads.ts";
import type { BatchRow } from "../../messages/reading/batch-message-reads.ts";
import type { StoredBatch } from "../batch.ts";
import { providerConfigOfBatch } from "../provider-config-of-batch.ts";
import type { Counts } from "../range.ts";
import type { RangeTask } from "../ranges-queue.ts";
import { reserveSlots } from "./pace.ts";
import { sendableFrom } from "./sendable-from.ts";
import type { Visit, Waves } from "./visit.ts";

interface Next {
  task: Pick<RangeTask, "notBefore" | "slots" | "backOffs">;
  /** Nothing of the range can be sent for a while. */
  isDeferred?: boolean;
}

interface Seen {
  counts: Counts;
  rows: ReadonlyMap<MessageId, BatchRow>;
  waves: Waves | null;
}

/** The sweeper looks for what is unknown for a day. */
const followedMilliseconds = 25 * hour;

/** Second tries that fall due within so long of the first one are made at one visit: a visit reads all of its range. */
const gatheredMilliseconds = 3 * second;
/** Who waits longer than this leaves the lane of a paced batch to other ranges. */
const longMilliseconds = minute;

/** When a range is to be visited again, and for what; null: never. */
export const nextVisit = async (visit: Visit, seen: Seen): Promise<Next | null> => {
  if (seen.counts.pending === 0) return lateLook(visit, seen);
  const sendable = sendableIn(visit, seen, now() + (await countryLimitPause(visit.batch, seen.waves)));
  if (visit.batch.status !== "running" || sendable.length === 0) return { task: { notBefore: now() + 5 * second } };
  const due = sendable.filter(({ from }) => from <= now());
  const isUntried = due.some(({ hasRow }) => !hasRow);
  const together = isUntried ? 0 : lastOfFirst(sendable.map(({ from }) => from));
  if (together > now()) return { task: { notBefore: together }, isDeferred: together > now() + longMilliseconds };
  return { task: await nextSending(visit, seen.waves, due.length) };
};

const lastOfFirst = (froms: readonly number[]): number => {
  const first = Math.max(now(), Math.min(...froms));
  return Math.max(...froms.filter((from) => from <= first + gatheredMilliseconds));
};

const nextSending = async ({ batch, task }: Visit, waves: Waves | null, wanted: number): Promise<Next["task"]> => {
  const slots = await reserveSlots((await providerConfigOfBatch(batch)).providerConfig, wanted);
  const paced: Next["task"] = slots ? { slots: slots.count, notBefore: slots.at } : { notBefore: now() };
  if (!waves?.shouldBackOff) return paced;
  const backOffs = (task.backOffs ?? 0) + 1;
  return { ...paced, backOffs, notBefore: Math.max(paced.notBefore ?? 0, now() + backoffOf(backOffs)) };
};

/** 2, 4, 8 … seconds up to five minutes, spread by half so that the ranges of a throttled account do not return together. */
const backoffOf = (backOffs: number): number => {
  return equalJitter(Math.min(5 * minute, 2 ** Math.min(backOffs, 10) * second));
};

/**
 * Where a tenant may send so many an hour to a country, all ranges that are left share them, and each try costs writes: each comes back
 * once there may be some for it again, as many as can gather. An hour at most.
 */
export const countryLimitMilliseconds = (
  { rangeCount, doneRanges }: Pick<StoredBatch, "rangeCount" | "doneRanges">,
  waiting: number,
  { perHour, burst }: { perHour: number; burst: number },
): number => {
  const ranges = Math.max(1, (rangeCount ?? 1) - doneRanges);
  return Math.min(hour, (ranges * Math.min(waiting, burst) * hour) / (2 * perHour));
};

const countryLimitPause = async (batch: StoredBatch, waves: Waves | null): Promise<number> => {
  const { perCountry } = waves?.countryLimited.size ? await limitsOf(tenantOfScope(batch.scope)) : { perCountry: null };
  return perCountry && waves ? equalJitter(countryLimitMilliseconds(batch, waves.countryLimited.size, perCountry)) : 0;
};

interface SendableEntry {
  from: number;
  hasRow: boolean;
}

/** Who is still to be sent to, and from when on; `roomFrom`: when the range comes back to those whose country had no room. */
const sendableIn = ({ entries, quietUntil }: Visit, { rows, waves }: Seen, roomFrom: number): SendableEntry[] => {
  const deferrals = { quietUntil, deferred: waves?.deferred ?? new Map() };
  return entries.flatMap((entry) => {
    const row = rows.get(entry.id);
    const from = sendableFrom(entry, row, deferrals);
    if (from === null) return [];
    const isCountryLimited = waves?.countryLimited.has(entry.id) ?? false;
    return [{ from: isCountryLimited ? Math.max(from, roomFrom) : from, hasRow: row !== undefined }];
  });
};

/**
 * What became of a message may still change once its range is done: an unknown one is found, or a provider that took it tells that it
 * failed. So the range is counted again: while something in it is unknown, ever more seldom, for each look reads a hundred rows; and once
 * after a quarter of an hour.
 */
const lateLook = ({ batch, row }: Visit, { counts: { unknown }, rows }: Seen): Next | null => {
  const age = now() - (latestUnknown(rows) ?? Date.parse(batch.createdAt));
  if (unknown > 0 && age < followedMilliseconds)
    return { task: { notBefore: now() + Math.min(hour, Math.max(30 * second, age / 2)) } };
  return row?.isDone ? null : { task: { notBefore: now() + 15 * minute } };
};

/** When the last of the unknown ones was begun, epoch milliseconds: long after the batch was made, where it waited or is paced. */
const latestUnknown = (rows: Seen["rows"]): number | null => {
  const unknown = [...rows.values()].flatMap(({ status, message }) =>
    status === "unknown" && message ? [Date.parse(message.createdAt)] : [],
  );
  return unknown.length === 0 ? null : Math.max(...unknown);
};
