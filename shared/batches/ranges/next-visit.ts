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
  /** Nothing of the range can be sent for more than a minute. */
  isDeferred?: boolean;
}

interface Counted {
  counts: Counts;
  rows: ReadonlyMap<MessageId, BatchRow>;
  waves: Waves | null;
}

/** The sweeper looks for an unknown message for a day. */
const followedMilliseconds = 25 * hour;

/** Retries that fall due within this time of the first one share a visit, because a visit reads the whole range. */
const gatheredMilliseconds = 3 * second;
/** A range that waits longer than this leaves the lane of a paced batch to other ranges. */
const longMilliseconds = minute;

/** The next visit of a range: when, and with which slots. Null: none. */
export const nextVisit = async (visit: Visit, counted: Counted): Promise<Next | null> => {
  if (counted.counts.pending === 0) return lateLook(visit, counted);
  const sendable = sendableIn(visit, counted, now() + (await countryLimitPause(visit.batch, counted.waves)));
  if (visit.batch.status !== "running" || sendable.length === 0) return { task: { notBefore: now() + 5 * second } };
  const due = sendable.filter(({ from }) => from <= now());
  const isUntried = due.some(({ hasRow }) => !hasRow);
  const together = isUntried ? 0 : endOfFirstGroup(sendable.map(({ from }) => from));
  if (together > now()) return { task: { notBefore: together }, isDeferred: together > now() + longMilliseconds };
  return { task: await nextSending(visit, counted.waves, due.length) };
};

/** The time of the last retry that shares a visit with the first one. */
const endOfFirstGroup = (froms: readonly number[]): number => {
  const first = Math.max(now(), Math.min(...froms));
  return Math.max(...froms.filter((from) => from <= first + gatheredMilliseconds));
};

const nextSending = async ({ batch, task }: Visit, waves: Waves | null, dueCount: number): Promise<Next["task"]> => {
  const slots = await reserveSlots((await providerConfigOfBatch(batch)).providerConfig, dueCount);
  const paced: Next["task"] = slots ? { slots: slots.count, notBefore: slots.at } : { notBefore: now() };
  if (!waves?.shouldBackOff) return paced;
  const backOffs = (task.backOffs ?? 0) + 1;
  return { ...paced, backOffs, notBefore: Math.max(paced.notBefore ?? 0, now() + backoffOf(backOffs)) };
};

/** 2, 4, 8 … seconds, up to five minutes, with jitter so that the ranges of a throttled account do not return together. */
const backoffOf = (backOffs: number): number => {
  return equalJitter(Math.min(5 * minute, 2 ** Math.min(backOffs, 10) * second));
};

/**
 * All ranges that are left share the tenant's hourly limit for a country, and each try costs writes. So a range comes back when the limit
 * may have room again for as many of its waiting recipients as the burst allows, after an hour at most.
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

/** Recipients still to be sent to, and from when. `roomFrom`: when the range comes back to those whose country had no room. */
const sendableIn = ({ entries, quietUntil }: Visit, { rows, waves }: Counted, roomFrom: number): SendableEntry[] => {
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
 * A message may still change after its range is done: an unknown one is found, or its provider reports a failure. So the range is counted
 * again: at growing intervals while it holds unknown messages, because each look reads a hundred rows, and otherwise once after a quarter
 * of an hour.
 */
const lateLook = ({ batch, row }: Visit, { counts: { unknown }, rows }: Counted): Next | null => {
  const age = now() - (latestUnknown(rows) ?? Date.parse(batch.createdAt));
  if (unknown > 0 && age < followedMilliseconds)
    return { task: { notBefore: now() + Math.min(hour, Math.max(30 * second, age / 2)) } };
  return row?.isDone ? null : { task: { notBefore: now() + 15 * minute } };
};

/** When the newest unknown message was created, epoch milliseconds: long after the batch, if the batch waited or is paced. */
const latestUnknown = (rows: Counted["rows"]): number | null => {
  const unknown = [...rows.values()].flatMap(({ status, message }) =>
    status === "unknown" && message ? [Date.parse(message.createdAt)] : [],
  );
  return unknown.length === 0 ? null : Math.max(...unknown);
};
